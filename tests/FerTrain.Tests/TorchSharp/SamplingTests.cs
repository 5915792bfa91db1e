using FerTrain.Core;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class SamplingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _pictures = Tensors.Random(new Seeds(1).Stream("pictures"), 2, 3, 5, 4);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_identity_samples_every_pixel_at_its_place(bool alignCorners)
    {
        var grid = Grid(alignCorners);

        F.grid_sample(_pictures, grid, align_corners: alignCorners).Values().ShouldBe(_pictures.Values(), 1e-12);
        F.grid_sample(_pictures, grid, GridSampleMode.Nearest, align_corners: alignCorners).Values().ShouldBe(_pictures.Values());
    }

    [Fact]
    public void Outside_the_picture_is_nothing_its_border_or_its_reflection()
    {
        var grid = Grid(alignCorners: false, right: 2); // by a whole picture
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

    /// <summary>The place of every pixel, as (x, y) between the picture's ends at -1 and 1: corner pixels' centres, or their outer edges.</summary>
    private Tensor Grid(bool alignCorners, double right = 0)
    {
        var (height, width) = ((int)_pictures.shape[2], (int)_pictures.shape[3]);
        double Place(int pixel, int count) => alignCorners ? 2.0 * pixel / (count - 1) - 1 : (2.0 * pixel + 1) / count - 1;
        double[] places = [.. from row in Enumerable.Range(0, height)
                              from column in Enumerable.Range(0, width)
                              from place in new[] { Place(column, width) + right, Place(row, height) }
                              select place];
        return tensor([.. places, .. places], [2, height, width, 2]);
    }
}
