using FerTrain.Core;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class SamplingTests : IDisposable
{
    private static readonly double[] Identity = [1, 0, 0, 0, 1, 0];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _pictures = Tensors.Random(new Seeds(1).Stream("pictures"), 2, 3, 5, 4);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_identity_samples_every_pixel_at_its_place(bool alignCorners)
    {
        var grid = F.affine_grid(Maps(Identity), _pictures.shape, alignCorners);

        F.grid_sample(_pictures, grid, align_corners: alignCorners).Values().ShouldBe(_pictures.Values(), 1e-12);
        F.grid_sample(_pictures, grid, GridSampleMode.Nearest, align_corners: alignCorners).Values().ShouldBe(_pictures.Values());
    }

    [Fact]
    public void Positions_are_the_centres_of_pixels_between_minus_one_and_one()
    {
        var grid = F.affine_grid(Maps(Identity), [2, 1, 2, 4], align_corners: false);

        grid.shape.ShouldBe([2, 2, 4, 2]);
        grid[0, 1, 0].Values().ShouldBe([-0.75, 0.5], 1e-12); // x, then y
    }

    [Fact]
    public void Outside_the_picture_is_nothing_its_border_or_its_reflection()
    {
        var shifted = Maps([1, 0, 2, 0, 1, 0]); // by a whole picture to the left
        var grid = F.affine_grid(shifted, _pictures.shape, align_corners: false);
        Tensor Sample(GridSamplePaddingMode mode) => F.grid_sample(_pictures, grid, padding_mode: mode, align_corners: false);

        Sample(GridSamplePaddingMode.Zeros).Values().ShouldAllBe(value => value == 0);
        Sample(GridSamplePaddingMode.Border)[TensorIndex.Ellipsis, 1].Values().ShouldBe(_pictures[TensorIndex.Ellipsis, 3].Values(), 1e-12);
        Sample(GridSamplePaddingMode.Reflection)[TensorIndex.Ellipsis, 1].Values().ShouldBe(_pictures[TensorIndex.Ellipsis, 2].Values(), 1e-12);
    }

    [Fact]
    public void Interpolation_to_the_same_size_changes_nothing_and_to_half_the_size_averages()
    {
        var even = _pictures[TensorIndex.Ellipsis, TensorIndex.Slice(0, 4), TensorIndex.Colon];
        Tensor Resized(long height, long width) =>
            F.interpolate(even, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);

        Resized(4, 4).Values().ShouldBe(even.Values(), 1e-12);
        Resized(2, 2).ShouldMatch(Naive.AveragePool(even.Map(), new Naive.Window(2, 2), countPadding: true), 1e-12);
    }

    private static Tensor Maps(double[] map) => tensor([.. map, .. map], [2, 2, 3]);
}
