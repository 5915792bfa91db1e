using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.TorchSharpTests;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TorchCollection.Name)]
public sealed class AffineAugmentationTests : IDisposable
{
    private const int Side = 12;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly RandomStream _random = new Seeds(4).Stream("augmentation");
    private readonly double[,] _picture = new double[Side, Side];

    public AffineAugmentationTests()
    {
        for (var i = 0; i < Side * Side; i++)
            _picture[i / Side, i % Side] = _random.NextDouble();
    }

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_changes_at_strength_zero()
    {
        var augmentation = new AffineAugmentation(new AugmentConfig());

        augmentation.IsIdentity.ShouldBeTrue();
        Apply(augmentation.DrawMaps(1, _random)).Cast<double>().ShouldBe(_picture.Cast<double>(), 1e-5);
    }

    [Fact]
    public void Any_strength_is_no_identity()
    {
        AugmentConfig[] configs = [new() { Rotation = 1 }, new() { Shift = 0.1 }, new() { Zoom = 0.1 }, new() { HorizontalFlip = true }];

        configs.ShouldAllBe(config => !new AffineAugmentation(config).IsIdentity);
    }

    [Fact]
    public void A_drawn_map_does_what_Keras_does_for_the_same_draws()
    {
        var augmentation = new AffineAugmentation(new AugmentConfig { Rotation = 60, Shift = 0.3, Zoom = 0.4, HorizontalFlip = true });
        for (ulong seed = 0; seed < 40; seed++)
        {
            var map = augmentation.DrawMaps(1, new RandomStream(seed));
            var keras = Recover(map);

            Apply(map).Cast<double>().ShouldBe(keras.Apply(_picture).Cast<double>(), 1e-4, $"seed {seed}: {keras}");
        }
    }

    [Fact]
    public void A_quarter_turn_is_exact_and_turns_as_Keras_turns()
    {
        var turned = Apply(Map(new KerasAffine(Degrees: 90)));

        turned.Cast<double>().ShouldBe(Pixels((row, column) => (Side - 1 - column, row)), 1e-5);
        turned.Cast<double>().ShouldBe(new KerasAffine(Degrees: 90).Apply(_picture).Cast<double>(), 1e-5);
    }

    [Fact]
    public void A_shift_by_whole_pixels_repeats_the_border() =>
        Apply(Map(new KerasAffine(Down: 2, Right: -3))).Cast<double>()
            .ShouldBe(Pixels((row, column) => (Math.Min(row + 2, Side - 1), Math.Max(column - 3, 0))), 1e-5);

    [Fact]
    public void A_mirror_swaps_left_and_right_exactly() =>
        Apply(Map(new KerasAffine(Mirror: true))).Cast<double>().ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-5);

    [Fact]
    public void A_zoom_below_one_enlarges_around_the_centre()
    {
        var enlarged = Apply(Map(new KerasAffine(ZoomRows: 1.0 / 3, ZoomColumns: 1.0 / 3)));

        // The centre of every third pixel of the middle falls on a pixel's centre.
        for (var i = 0; i < 4; i++)
        for (var j = 0; j < 4; j++)
            enlarged[i * 3 + 1, j * 3 + 1].ShouldBe(_picture[i + 4, j + 4], 1e-5);
    }

    [Fact]
    public void Draws_fill_their_ranges_and_stay_inside()
    {
        var augmentation = new AffineAugmentation(new AugmentConfig { Rotation = 10, Shift = 0.1, Zoom = 0.2, HorizontalFlip = true });
        var maps = augmentation.DrawMaps(20_000, _random);
        KerasAffine[] draws = [.. maps.Chunk(6).Select(Recover)];

        ShouldFill(draws.Select(draw => draw.Degrees), -10, 10);
        ShouldFill(draws.Select(draw => draw.Down / Side), -0.1, 0.1);
        ShouldFill(draws.Select(draw => draw.Right / Side), -0.1, 0.1);
        ShouldFill(draws.Select(draw => draw.ZoomRows), 0.8, 1.2);
        ShouldFill(draws.Select(draw => draw.ZoomColumns), 0.8, 1.2);
        draws.Average(draw => draw.Mirror ? 1.0 : 0).ShouldBe(0.5, 0.02);
        draws.Average(draw => (draw.ZoomRows - 1) * (draw.ZoomColumns - 1)).ShouldBe(0, 1e-3); // drawn apart
    }

    [Fact]
    public void The_same_stream_draws_the_same_maps()
    {
        var augmentation = new AffineAugmentation(new AugmentConfig { Rotation = 10, Shift = 0.1, Zoom = 0.1, HorizontalFlip = true });
        float[] Draw(long epoch) => augmentation.DrawMaps(5, new Seeds(1).Stream("augment", epoch));

        Draw(1).ShouldBe(Draw(1));
        Draw(2).ShouldNotBe(Draw(1));
    }

    [Fact]
    public void Every_picture_of_a_batch_goes_through_its_own_map()
    {
        float[] maps = [.. Map(new KerasAffine(Mirror: true)), .. Map(new KerasAffine())];
        var picture = Picture();
        var batch = AffineAugmentation.Apply(cat([picture, picture]), tensor(maps, [2, 2, 3]));

        batch[1].Values().ShouldBe(_picture.Cast<double>(), 1e-5);
        batch[0].Values().ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-5);
    }

    private Tensor Picture() => tensor([.. _picture.Cast<double>()], [1, 1, Side, Side], float32);

    private double[,] Apply(float[] map)
    {
        var result = new double[Side, Side];
        Buffer.BlockCopy(AffineAugmentation.Apply(Picture(), tensor(map, [1, 2, 3])).Values(), 0, result, 0, result.Length * sizeof(double));
        return result;
    }

    private IEnumerable<double> Pixels(Func<int, int, (int Row, int Column)> source) =>
        from row in Enumerable.Range(0, Side)
        from column in Enumerable.Range(0, Side)
        let place = source(row, column)
        select _picture[place.Row, place.Column];

    /// <summary>The map over [-1, 1] with these draws.</summary>
    private static float[] Map(KerasAffine draw)
    {
        var (sin, cos) = Math.SinCos(draw.Degrees * Math.PI / 180);
        var mirror = draw.Mirror ? -1 : 1;
        var (down, right) = (2 * draw.Down / Side, 2 * draw.Right / Side);
        double[] map =
        [
            cos * draw.ZoomColumns * mirror, sin * draw.ZoomRows, sin * down + cos * right,
            -sin * draw.ZoomColumns * mirror, cos * draw.ZoomRows, cos * down - sin * right,
        ];
        return [.. map.Select(value => (float)value)];
    }

    /// <summary>The draws behind a map, for rotations below a quarter turn.</summary>
    private static KerasAffine Recover(float[] map)
    {
        var mirror = map[0] < 0;
        var angle = Math.Atan2(map[1], map[4]);
        var (sin, cos) = Math.SinCos(angle);
        return new KerasAffine(
            angle * 180 / Math.PI, (sin * map[2] + cos * map[5]) * Side / 2, (cos * map[2] - sin * map[5]) * Side / 2,
            Math.Sqrt(map[1] * map[1] + map[4] * map[4]), Math.Sqrt(map[0] * map[0] + map[3] * map[3]), mirror);
    }

    private static void ShouldFill(IEnumerable<double> values, double low, double high)
    {
        double[] all = [.. values];
        var slack = (high - low) * 1e-4;
        all.Min().ShouldBe(low, slack * 20);
        all.Max().ShouldBe(high, slack * 20);
        all.ShouldAllBe(value => value >= low - slack && value <= high + slack);
        all.Average().ShouldBe((low + high) / 2, (high - low) * 0.015); // more than seven standard deviations
    }
}
