using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Computes max pooling in training. libtorch keeps an index of eight bytes for each element and clears the gradient before
/// it adds to it; here a byte tells which tap of the window won, and each pixel gathers its own gradient.
/// </summary>
internal sealed unsafe class MaxPoolLoop : SingleTensorFunction<MaxPoolLoop>
{
    private const string Shape = "shape";

    public override string Name => nameof(MaxPoolLoop);

    /// <summary>Whether the loop pools the maps: a gradient is needed, and a byte can count the taps of the window.</summary>
    public static bool Fits(Tensor maps, long kernel) =>
        is_grad_enabled() && Maps.Fit(maps) && kernel <= Math.Min(16, Math.Min(maps.shape[2], maps.shape[3]));

    /// <param name="maps">The feature maps, which <see cref="Fits"/>.</param>
    /// <param name="kernel">The side of the window.</param>
    /// <param name="stride">The distance from one window to the next.</param>
    /// <param name="padding">The pixels around the map that never win, at most half a kernel.</param>
    /// <param name="ceil">Whether the last window may reach beyond the map.</param>
    public static Tensor Apply(Tensor maps, int kernel, int stride, int padding, bool ceil) => apply(maps, new PoolWindow(kernel, stride, padding, ceil));

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var maps = (Tensor)inputs[0];
        var shape = new PoolShape(maps.shape, (PoolWindow)inputs[1]);
        var images = maps.shape[0];
        var result = Maps.Empty(images, shape.Channels, shape.OutHeight, shape.OutWidth, maps.dtype);
        var taps = empty(images * shape.Output, ScalarType.Byte);
        void* x = StableAbi.Data(maps), y = StableAbi.Data(result);
        var won = (byte*)StableAbi.Data(taps);
        if (maps.dtype == ScalarType.Float32) ParallelLoop.Run(images, new Pool<Float32>(shape, x, y, won));
        else ParallelLoop.Run(images, new Pool<BFloat16>(shape, x, y, won));
        context.save_for_backward([taps]);
        context.save_data(Shape, shape);
        return result;
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var shape = (PoolShape)context.get_data(Shape);
        var taps = context.get_saved_variables()[0];
        using var dy = Maps.Like(gradient, gradient.dtype);
        var images = dy.shape[0];
        var dx = Maps.Empty(images, shape.Channels, shape.Height, shape.Width, dy.dtype);
        void* from = StableAbi.Data(dy), to = StableAbi.Data(dx);
        var won = (byte*)StableAbi.Data(taps);
        if (dy.dtype == ScalarType.Float32) ParallelLoop.Run(images, new Unpool<Float32>(shape, from, to, won));
        else ParallelLoop.Run(images, new Unpool<BFloat16>(shape, from, to, won));
        return [dx, null!];
    }

    private sealed record PoolWindow(int Kernel, int Stride, int Padding, bool Ceil);

    private readonly struct PoolShape
    {
        public readonly int Channels, Height, Width, OutHeight, OutWidth, Kernel, Stride, Padding;

        public PoolShape(long[] maps, PoolWindow window)
        {
            (Channels, Height, Width) = ((int)maps[1], (int)maps[2], (int)maps[3]);
            (Kernel, Stride, Padding) = (window.Kernel, window.Stride, window.Padding);
            (OutHeight, OutWidth) = (Out(Height, window.Ceil), Out(Width, window.Ceil));
        }

        public long Input => (long)Height * Width * Channels;

        public long Output => (long)OutHeight * OutWidth * Channels;

        /// <summary>Returns the first and last pixel of a window that are inside the map.</summary>
        public (int First, int Last) Pixels(int window, int size)
        {
            var start = window * Stride - Padding;
            return (Math.Max(start, 0), Math.Min(start + Kernel, size) - 1);
        }

        /// <summary>Returns the first and last window that contain a pixel.</summary>
        public (int First, int Last) Windows(int pixel, int size)
        {
            var padded = pixel + Padding;
            return (padded < Kernel ? 0 : (padded - Kernel) / Stride + 1, Math.Min(padded / Stride, size - 1));
        }

        /// <summary>Returns the tap of a window at a pixel, counted row by row.</summary>
        public int Tap(int windowY, int windowX, int y, int x) => (y - windowY * Stride + Padding) * Kernel + x - windowX * Stride + Padding;

        private int Out(int size, bool ceil)
        {
            var windows = (size + 2 * Padding - Kernel + (ceil ? Stride - 1 : 0)) / Stride + 1;
            return ceil && (windows - 1) * Stride >= size + Padding ? windows - 1 : windows; // no window begins in the far padding
        }
    }

    private readonly struct Pool<T>(PoolShape shape, void* maps, void* result, byte* taps) : IRangeWork where T : unmanaged, IElements
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            for (var image = begin; image < end; image++)
            {
                var (x, to) = (image * shape.Input, image * shape.Output);
                for (var y = 0; y < shape.OutHeight; y++)
                {
                    var rows = shape.Pixels(y, shape.Height);
                    for (var column = 0; column < shape.OutWidth; column++, to += shape.Channels)
                        Highest(x, rows, shape.Pixels(column, shape.Width), shape.Tap(y, column, 0, 0), to);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Highest(long image, (int First, int Last) rows, (int First, int Last) columns, int firstTap, long to)
        {
            var (channels, start) = (shape.Channels, firstTap + rows.First * shape.Kernel + columns.First);
            var c = 0;
            for (; c + Maps.Lanes <= channels; c += Maps.Lanes)
            {
                var best = Vector512.Create(float.NegativeInfinity);
                var winners = Vector512.Create((uint)start);
                for (var row = rows.First; row <= rows.Last; row++)
                {
                    for (var column = columns.First; column <= columns.Last; column++)
                    {
                        var value = T.Load(maps, image + ((long)row * shape.Width + column) * channels + c);
                        var higher = ~Vector512.LessThanOrEqual(value, best) & Vector512.Equals(best, best); // a NaN wins, and stays
                        best = Vector512.ConditionalSelect(higher, value, best);
                        winners = Vector512.ConditionalSelect(higher.AsUInt32(), Vector512.Create((uint)(firstTap + row * shape.Kernel + column)), winners);
                    }
                }

                T.Store(result, to + c, best);
                StoreBytes(taps + to + c, winners);
            }

            for (; c < channels; c++)
            {
                var (best, winner) = (float.NegativeInfinity, start);
                for (var row = rows.First; row <= rows.Last; row++)
                {
                    for (var column = columns.First; column <= columns.Last; column++)
                    {
                        var value = T.LoadOne(maps, image + ((long)row * shape.Width + column) * channels + c);
                        if (!(value <= best) && !float.IsNaN(best)) (best, winner) = (value, firstTap + row * shape.Kernel + column);
                    }
                }

                T.StoreOne(result, to + c, best);
                taps[to + c] = (byte)winner;
            }
        }
    }

    private readonly struct Unpool<T>(PoolShape shape, void* gradient, void* result, byte* taps) : IRangeWork where T : unmanaged, IElements
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            for (var image = begin; image < end; image++)
            {
                var (from, to) = (image * shape.Output, image * shape.Input);
                for (var y = 0; y < shape.Height; y++)
                {
                    var rows = shape.Windows(y, shape.OutHeight);
                    for (var x = 0; x < shape.Width; x++, to += shape.Channels)
                        Gather(from, rows, shape.Windows(x, shape.OutWidth), shape.Tap(0, 0, y, x), to);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Gather(long image, (int First, int Last) rows, (int First, int Last) columns, int firstTap, long to)
        {
            var channels = shape.Channels;
            var c = 0;
            for (; c + Maps.Lanes <= channels; c += Maps.Lanes)
            {
                var sum = Vector512<float>.Zero;
                for (var row = rows.First; row <= rows.Last; row++)
                {
                    for (var column = columns.First; column <= columns.Last; column++)
                    {
                        var at = image + ((long)row * shape.OutWidth + column) * channels + c;
                        var tap = Vector512.Create((uint)(firstTap - shape.Stride * (row * shape.Kernel + column)));
                        sum += T.Load(gradient, at) & Vector512.Equals(LoadBytes(taps + at), tap).AsSingle();
                    }
                }

                T.Store(result, to + c, sum);
            }

            for (; c < channels; c++)
            {
                var sum = 0f;
                for (var row = rows.First; row <= rows.Last; row++)
                {
                    for (var column = columns.First; column <= columns.Last; column++)
                    {
                        var at = image + ((long)row * shape.OutWidth + column) * channels + c;
                        if (taps[at] == firstTap - shape.Stride * (row * shape.Kernel + column)) sum += T.LoadOne(gradient, at);
                    }
                }

                T.StoreOne(result, to + c, sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> LoadBytes(byte* from)
    {
        var bytes = Vector128.Load(from);
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector512UInt32(bytes);
        var (low, high) = (Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
        return Vector512.Create(
            Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)), Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBytes(byte* to, Vector512<uint> values)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(values).Store(to);
            return;
        }

        var halves = Vector256.Narrow(values.GetLower(), values.GetUpper());
        Vector128.Narrow(halves.GetLower(), halves.GetUpper()).Store(to);
    }
}
