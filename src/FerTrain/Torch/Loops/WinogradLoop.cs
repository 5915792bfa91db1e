using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Computes a dense 3x3 convolution with stride 1 by F(4x4, 3x3) of Lavin and Gray (arXiv:1509.09308): 36 products
/// of matrices give the pixels of a 4x4 tile with a quarter of the multiplications. Its rounding errors are about ten times those of a
/// direct convolution, near 1e-5 of the largest value.
/// </summary>
internal sealed unsafe class WinogradLoop : SingleTensorFunction<WinogradLoop>
{
    private const int Window = WinogradTransform.Window, Tile = WinogradTransform.Tile, Products = Window * Window, Panel = PanelMatrix.Panel;

    /// <summary>The number of floats in the windows of a group of images, which stay in a core's cache.</summary>
    private const int GroupSize = 1 << 18;

    /// <summary>The largest number of kernels: more than that outgrow the cache when they are transformed.</summary>
    private const int MostKernels = 1 << 16;

    private const int Alignment = 64; // a line of the cache

    private const string Padding = "padding", HasBias = "bias";

    public override string Name => nameof(WinogradLoop);

    /// <summary>Whether maps and a layer are computed faster here than by libtorch: of float32, with channels that fill the registers, on maps that fill their tiles.</summary>
    public static bool Fits(Tensor maps, Conv2d layer)
    {
        if (!PanelMatrix.IsFast || layer is not { kernel_size: [3, 3], stride: [1, 1], padding: [0, 0] or [1, 1], dilation: [1, 1], groups: 1 }) return false;
        var (inputs, outputs) = (layer.in_channels, layer.out_channels);
        if (inputs % Panel != 0 || outputs % Panel != 0 || inputs * outputs > MostKernels || maps.dtype != ScalarType.Float32 || !Maps.Fit(maps)) return false;
        var result = new Cut(Side(maps, 2, layer.padding![0]), Side(maps, 3, layer.padding[0]));
        return Math.Min(result.Height, result.Width) >= 2 * Tile && 3 * result.Pixels >= 2 * result.Tiles * Tile * Tile;
    }

    /// <param name="maps">The feature maps.</param>
    /// <param name="layer">The layer that they <see cref="Fits"/>, of float32.</param>
    public static Tensor Apply(Tensor maps, Conv2d layer) => apply(maps, layer.weight, layer.bias!, (int)layer.padding![0]);

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var (maps, kernels, bias, padding) = ((Tensor)inputs[0], (Tensor)inputs[1], (Tensor?)inputs[2], (int)inputs[3]);
        context.save_for_backward([maps, kernels]);
        context.save_data(Padding, padding);
        context.save_data(HasBias, bias is not null);
        return Convolve(maps, kernels, bias, padding);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (maps, kernels, padding) = (saved[0], saved[1], (int)context.get_data(Padding));
        using var dy = Maps.Like(gradient, ScalarType.Float32);
        var dmaps = maps.requires_grad ? MapGradient(dy, kernels, padding) : null!;
        var dkernels = kernels.requires_grad ? KernelGradient(maps, dy, kernels, padding) : null!;
        var dbias = (bool)context.get_data(HasBias) ? dy.sum([0, 2, 3]) : null!;
        return [dmaps, dkernels, dbias, null!];
    }

    private static Tensor Convolve(Tensor maps, Tensor kernels, Tensor? bias, int padding)
    {
        var (count, inputs, outputs) = ((int)maps.shape[0], (int)kernels.shape[1], (int)kernels.shape[0]);
        var cut = new Cut(Side(maps, 2, padding), Side(maps, 3, padding));
        var source = cut with { Height = (int)maps.shape[2], Width = (int)maps.shape[3], Margin = padding };
        var threads = get_num_threads();
        var group = Math.Min(cut.GroupOf(count, Math.Max(inputs, outputs)), (count + threads - 1) / threads);
        var result = Maps.Empty(count, outputs, cut.Height, cut.Width, ScalarType.Float32);
        using var transformed = Transformed(kernels);
        var added = bias is null ? null : StableAbi.Floats(bias);
        ParallelLoop.Run((count + group - 1) / group, new ConvolveGroups(
            source, cut, count, group, inputs, outputs, StableAbi.Floats(maps), StableAbi.Floats(transformed), added, StableAbi.Floats(result)));
        return result;
    }

    private static Tensor MapGradient(Tensor dy, Tensor kernels, int padding)
    {
        using var rotated = kernels.flip(2, 3);
        using var transposed = rotated.transpose(0, 1);
        return Convolve(dy, transposed, bias: null, padding: 2 - padding);
    }

    private static Tensor KernelGradient(Tensor maps, Tensor dy, Tensor kernels, int padding)
    {
        var (count, inputs, outputs) = ((int)maps.shape[0], (int)kernels.shape[1], (int)kernels.shape[0]);
        var cut = new Cut((int)dy.shape[2], (int)dy.shape[3]);
        var source = cut with { Height = (int)maps.shape[2], Width = (int)maps.shape[3], Margin = padding };
        var group = cut.GroupOf(count, Math.Max(inputs, outputs));
        var rows = group * cut.Tiles;
        using Tensor windows = EmptyProducts(inputs, rows), tiles = EmptyProducts(outputs, rows), sums = EmptyProducts(inputs, outputs), taps = empty(3, 3, inputs, outputs);
        float* x = StableAbi.Floats(maps), g = StableAbi.Floats(dy), v = StableAbi.Floats(windows), m = StableAbi.Floats(tiles), u = StableAbi.Floats(sums);
        for (var first = 0; first < count; first += group)
        {
            var images = Math.Min(group, count - first);
            ParallelLoop.Run(images * cut.Rows, new ReadPixels<WinogradTransform.OfWindow>(source, inputs, rows, x + first * source.Pixels * inputs, v));
            ParallelLoop.Run(images * cut.Rows, new ReadPixels<WinogradTransform.OfGradient>(cut, outputs, rows, g + first * cut.Pixels * outputs, m));
            ParallelLoop.Run(Products * (outputs / Panel), new SumProducts(inputs, outputs, rows, images * cut.Tiles, v, m, u, isFirst: first == 0));
        }

        ParallelLoop.Run(inputs, new TransformKernels<WinogradTransform.OfKernelSum>(inputs, outputs, StableAbi.Floats(taps), u));
        using var placed = taps.permute(3, 2, 0, 1);
        return empty_like(kernels).copy_(placed);
    }

    private static Tensor Transformed(Tensor kernels)
    {
        var (inputs, outputs) = ((int)kernels.shape[1], (int)kernels.shape[0]);
        using Tensor placed = kernels.permute(2, 3, 1, 0), taps = placed.contiguous();
        var result = EmptyProducts(inputs, outputs);
        ParallelLoop.Run(inputs, new TransformKernels<WinogradTransform.OfKernel>(inputs, outputs, StableAbi.Floats(taps), StableAbi.Floats(result)));
        return result;
    }

    /// <summary>Makes room for 36 matrices.</summary>
    private static Tensor EmptyProducts(int columns, int rows) => empty(Products * Distance(columns, rows));

    /// <summary>Floats from one matrix to the next: elements of one place in all of them would share a set of the cache without the line between.</summary>
    private static long Distance(int columns, int rows) => (long)columns * rows + Maps.Lanes;

    /// <summary>The side of the result.</summary>
    private static int Side(Tensor maps, int dimension, long padding) => (int)(maps.shape[dimension] + 2 * padding) - 2;

    /// <summary>How a result is cut into tiles, of which those at the right and the bottom may reach out.</summary>
    /// <param name="Height">The height of the result, or of the maps that it is computed from.</param>
    /// <param name="Width">The width of the same.</param>
    private readonly record struct Cut(int Height, int Width)
    {
        public int Rows { get; } = (Height + Tile - 1) / Tile;

        public int Columns { get; } = (Width + Tile - 1) / Tile;

        /// <summary>Pixels from the first of a square that is read to the first of its tile.</summary>
        public int Margin { get; init; }

        public int Tiles => Rows * Columns;

        public long Pixels => (long)Height * Width;

        public int GroupOf(int images, int channels) => Math.Clamp(GroupSize / (Products * channels * Tiles), 1, images);
    }

    /// <summary>Convolves a group of images for each block of work, so that its windows stay in the cache of one core.</summary>
    private readonly struct ConvolveGroups(Cut source, Cut cut, int count, int group, int inputs, int outputs, float* maps, float* kernels, float* bias, float* result) : IRangeWork
    {
        public void Run(long begin, long end)
        {
            var rows = PanelMatrix.Padded(group * cut.Tiles);
            var windows = (float*)NativeMemory.AlignedAlloc((nuint)(Products * Distance(inputs, rows) * sizeof(float)), Alignment);
            var products = (float*)NativeMemory.AlignedAlloc((nuint)(Products * Distance(outputs, rows) * sizeof(float)), Alignment);
            for (var first = begin * group; first < Math.Min(end * group, count); first += group)
            {
                var images = (int)Math.Min(group, count - first);
                new ReadPixels<WinogradTransform.OfWindow>(source, inputs, rows, maps + first * source.Pixels * inputs, windows).Run(0, images * cut.Rows);
                new MultiplyKernels(inputs, outputs, rows, PanelMatrix.Padded(images * cut.Tiles), windows, kernels, bias, products).Run(0, Products * (outputs / Panel));
                new WriteTiles(cut, outputs, rows, products, result + first * cut.Pixels * outputs).Run(0, images * cut.Rows);
            }

            NativeMemory.AlignedFree(windows);
            NativeMemory.AlignedFree(products);
        }
    }

    /// <summary>Multiplies the windows by the kernels: a panel of a product for each block of work.</summary>
    private readonly struct MultiplyKernels(int inputs, int outputs, int pitch, int rows, float* windows, float* kernels, float* bias, float* products) : IRangeWork
    {
        /// <summary>The product that <see cref="WinogradTransform.OfProduct"/> adds to every pixel of a tile, as it is.</summary>
        private const int Constant = Window + 1;

        public void Run(long begin, long end)
        {
            var panels = outputs / Panel;
            for (var block = begin; block < end; block++)
            {
                var (product, panel) = (block / panels, block % panels);
                var a = windows + product * Distance(inputs, pitch);
                var b = kernels + product * Distance(inputs, outputs) + panel * Panel * inputs;
                var c = products + product * Distance(outputs, pitch) + panel * Panel * pitch;
                for (var row = 0; row < rows; row += PanelMatrix.Rows)
                    PanelMatrix.Multiply<PanelMatrix.Plain>(a + row * Panel, inputs / Panel, (long)pitch * Panel, Panel, b, c + row * Panel, add: false);
                if (product == Constant && bias is not null) PanelMatrix.AddToRows(c, rows, bias + panel * Panel);
            }
        }
    }

    /// <summary>Adds what windows and the gradients of tiles say of the kernels.</summary>
    private readonly struct SumProducts(int inputs, int outputs, int pitch, int rows, float* windows, float* tiles, float* sums, bool isFirst) : IRangeWork
    {
        public void Run(long begin, long end)
        {
            var panels = outputs / Panel;
            for (var block = begin; block < end; block++)
            {
                var (product, panel) = (block / panels, block % panels);
                var a = windows + product * Distance(inputs, pitch);
                var b = tiles + product * Distance(outputs, pitch) + panel * Panel * pitch;
                var c = sums + product * Distance(inputs, outputs) + panel * Panel * inputs;
                for (var input = 0; input < inputs; input += PanelMatrix.Rows)
                    PanelMatrix.Multiply<PanelMatrix.Transposed>(
                        a + input / Panel * Panel * (long)pitch + input % Panel, 1, 0, rows, b, c + input * Panel, add: !isFirst);
            }
        }
    }

    /// <summary>Transforms the squares of pixels that a row of tiles depends on, for each block of work.</summary>
    private readonly struct ReadPixels<T>(Cut cut, int channels, int pitch, float* maps, float* to) : IRangeWork where T : struct, WinogradTransform.IMatrix
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            var memory = stackalloc Vector512<float>[2 * Products + 1];
            var rows = WinogradTransform.Aligned(memory);
            var square = rows + Products;
            var (side, margin) = (T.Inputs, cut.Margin);
            var (pixel, line, product) = (channels / Maps.Lanes, cut.Width * channels / Maps.Lanes, (int)Distance(channels, pitch) / Maps.Lanes);
            for (var row = begin; row < end; row++)
            {
                var image = maps + row / cut.Rows * cut.Pixels * channels;
                var top = (int)(row % cut.Rows) * Tile - margin;
                for (var column = 0; column < cut.Columns; column++)
                {
                    var left = column * Tile - margin;
                    var isInside = top >= 0 && left >= 0 && top + side <= cut.Height && left + side <= cut.Width;
                    var from = image + ((long)top * cut.Width + left) * channels;
                    for (var channel = 0; channel < channels; channel += Maps.Lanes)
                    {
                        var result = (Vector512<float>*)(to + (row * cut.Columns + column) * Panel + Offset(channel, pitch));
                        var pixels = (Vector512<float>*)(from + channel);
                        if (isInside)
                        {
                            WinogradTransform.Apply<T>(pixels, line, pixel, rows, result, product, Window * product);
                        }
                        else
                        {
                            for (var y = 0; y < side; y++)
                                for (var x = 0; x < side; x++)
                                    square[y * Window + x] = (uint)(top + y) < (uint)cut.Height && (uint)(left + x) < (uint)cut.Width ? pixels[y * line + x * pixel] : default;
                            WinogradTransform.Apply<T>(square, Window, 1, rows, result, product, Window * product);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Makes the pixels of a row of tiles from the products for each block of work.</summary>
    private readonly struct WriteTiles(Cut cut, int channels, int pitch, float* products, float* maps) : IRangeWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            var memory = stackalloc Vector512<float>[2 * Products + 1];
            var rows = WinogradTransform.Aligned(memory);
            var tile = rows + Products;
            var (pixel, line, product) = (channels / Maps.Lanes, cut.Width * channels / Maps.Lanes, (int)Distance(channels, pitch) / Maps.Lanes);
            for (var row = begin; row < end; row++)
            {
                var image = maps + row / cut.Rows * cut.Pixels * channels;
                var top = (int)(row % cut.Rows) * Tile;
                var height = Math.Min(Tile, cut.Height - top);
                for (var column = 0; column < cut.Columns; column++)
                {
                    var left = column * Tile;
                    var width = Math.Min(Tile, cut.Width - left);
                    for (var channel = 0; channel < channels; channel += Maps.Lanes)
                    {
                        var from = (Vector512<float>*)(products + (row * cut.Columns + column) * Panel + Offset(channel, pitch));
                        var pixels = (Vector512<float>*)(image + ((long)top * cut.Width + left) * channels + channel);
                        if (height == Tile && width == Tile)
                        {
                            WinogradTransform.Apply<WinogradTransform.OfProduct>(from, Window * product, product, rows, pixels, pixel, line);
                        }
                        else
                        {
                            WinogradTransform.Apply<WinogradTransform.OfProduct>(from, Window * product, product, rows, tile, 1, Tile);
                            for (var y = 0; y < height; y++)
                                for (var x = 0; x < width; x++)
                                    pixels[y * line + x * pixel] = tile[y * Tile + x];
                        }
                    }
                }
            }
        }
    }

    /// <summary>Transforms the taps of an input channel's kernels to products for each block of work, or the gradients of products to those of taps.</summary>
    private readonly struct TransformKernels<T>(int inputs, int outputs, float* taps, float* products) : IRangeWork where T : struct, WinogradTransform.IMatrix
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            var memory = stackalloc Vector512<float>[Products + 1];
            var rows = WinogradTransform.Aligned(memory);
            var (tap, product) = (inputs * outputs / Maps.Lanes, (int)Distance(inputs, outputs) / Maps.Lanes);
            for (var input = begin; input < end; input++)
            {
                for (var output = 0; output < outputs; output += Maps.Lanes)
                {
                    var ofTaps = (Vector512<float>*)(taps + input * outputs + output);
                    var ofProducts = (Vector512<float>*)(products + input * Panel + Offset(output, inputs));
                    if (T.Inputs == 3) WinogradTransform.Apply<T>(ofTaps, 3 * tap, tap, rows, ofProducts, product, Window * product);
                    else WinogradTransform.Apply<T>(ofProducts, Window * product, product, rows, ofTaps, tap, 3 * tap);
                }
            }
        }
    }

    /// <summary>The place of a channel in a matrix of panels.</summary>
    private static long Offset(int channel, int rows) => (long)(channel / Panel) * Panel * rows + channel % Panel;
}
