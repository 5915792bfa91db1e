using FerTrain.Export.Onnx;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Export.Onnx;

[Collection(TestCollections.Libtorch)]
public sealed class ValueRangeTests
{
    [Fact]
    public void Every_value_that_was_seen_is_within_half_a_step_of_its_byte_and_zero_is_exact() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<int>>(), numbers =>
        {
            float[] values = [.. numbers.Get.Select(number => number / 7f)];
            var range = default(ValueRange).Including(values);
            foreach (var value in values)
                Math.Abs(Rounded(range, value) - value).ShouldBeLessThanOrEqualTo(range.Scale * 1.001f / 2);
            Rounded(range, 0).ShouldBe(0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_relu_gives_begins_at_byte_zero()
    {
        var range = default(ValueRange).Including([0.5f, 51]);
        (range.Low, range.High, range.Scale, range.ZeroPoint).ShouldBe((0, 51, 0.2f, (byte)0));
    }

    [Fact]
    public void Nothing_but_zeros_is_a_range_too() => default(ValueRange).Including([0, 0]).Scale.ShouldBe(1);

    private static float Rounded(ValueRange range, float value) =>
        (Math.Clamp(MathF.Round(value / range.Scale) + range.ZeroPoint, 0, 255) - range.ZeroPoint) * range.Scale;
}
