using FerTrain.Torch;
using FerTrain.Torch.Loops;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch.Loops;

[Collection(TestCollections.Libtorch)]
public sealed class LoopFitTests
{
    [Fact]
    public void Loops_take_maps_of_float32_and_bfloat16_whose_channels_lie_side_by_side()
    {
        using var scope = NewDisposeScope();
        var maps = randn(2, 3, 4, 5);

        Maps.Fit(ChannelsLast.Of(maps)).ShouldBeTrue();
        Maps.Fit(ChannelsLast.Of(maps.to(bfloat16))).ShouldBeTrue();
        Maps.Fit(maps).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Of(maps.to(float64))).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Of(maps).slice(3, 0, 4, 1)).ShouldBeFalse();
        Maps.Fit(maps.flatten(1)).ShouldBeFalse();
        Maps.Fit(ChannelsLast.Of(maps).slice(0, 0, 0, 1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Laying_out_keeps_the_values(int channels)
    {
        using var scope = NewDisposeScope();
        var maps = randn(2, channels, 3, 3);

        ChannelsLast.Of(maps).Values().ShouldBe(maps.Values());
        ChannelsLast.Of(maps).stride().ShouldBe([9L * channels, 1, 3L * channels, channels]);
    }
}
