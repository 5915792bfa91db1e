using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Selects every stride-th pixel of every stride-th row, which is all that a strided 1x1 convolution reads. The convolution
/// after it then has stride 1: oneDNN's strided one writes beyond its memory in the gradient of its weights, as seen in
/// libtorch 2.10 with 8 channels of 56x56 and more.
/// </summary>
internal sealed unsafe class SubsampleLoop : SingleTensorFunction<SubsampleLoop>
{
    private const string Shape = "shape";

    public override string Name => nameof(SubsampleLoop);

    /// <param name="maps">The feature maps, which <see cref="Maps.Fit"/>.</param>
    /// <param name="stride">The distance from one selected pixel to the next.</param>
    public static Tensor Apply(Tensor maps, long stride) => apply(maps, stride);

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var maps = (Tensor)inputs[0];
        var shape = new PixelGrid(maps.shape, (long)inputs[1], maps.element_size());
        context.save_data(Shape, shape);
        var result = Maps.Empty(shape.Images, shape.Channels, shape.OutHeight, shape.OutWidth, maps.dtype);
        ParallelLoop.Run(shape.Images, new Gather(shape, (byte*)StableAbi.Data(maps), (byte*)StableAbi.Data(result)));
        return result;
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var shape = (PixelGrid)context.get_data(Shape);
        using var dy = Maps.Like(gradient, gradient.dtype);
        var dx = Maps.Empty(shape.Images, shape.Channels, shape.Height, shape.Width, dy.dtype);
        ParallelLoop.Run(shape.Images, new Scatter(shape, (byte*)StableAbi.Data(dy), (byte*)StableAbi.Data(dx)));
        return [dx, null!];
    }

    private readonly struct PixelGrid(long[] maps, long stride, long elementSize)
    {
        public readonly long Images = maps[0], Channels = maps[1], Height = maps[2], Width = maps[3], Stride = stride;

        public readonly long OutHeight = (maps[2] + stride - 1) / stride, OutWidth = (maps[3] + stride - 1) / stride;

        public readonly long PixelBytes = maps[1] * elementSize;
    }

    private readonly struct Gather(PixelGrid shape, byte* maps, byte* result) : IRangeWork
    {
        public void Run(long begin, long end)
        {
            var to = result + begin * shape.OutHeight * shape.OutWidth * shape.PixelBytes;
            for (var image = begin; image < end; image++)
                for (var y = 0L; y < shape.Height; y += shape.Stride)
                    for (var x = 0L; x < shape.Width; x += shape.Stride, to += shape.PixelBytes)
                        Buffer.MemoryCopy(maps + ((image * shape.Height + y) * shape.Width + x) * shape.PixelBytes, to, shape.PixelBytes, shape.PixelBytes);
        }
    }

    /// <summary>Writes the gradient; the pixels that were not selected get zero.</summary>
    private readonly struct Scatter(PixelGrid shape, byte* gradient, byte* result) : IRangeWork
    {
        public void Run(long begin, long end)
        {
            var map = shape.Height * shape.Width * shape.PixelBytes;
            var from = gradient + begin * shape.OutHeight * shape.OutWidth * shape.PixelBytes;
            for (var image = begin; image < end; image++)
            {
                var to = result + image * map;
                new Span<byte>(to, checked((int)map)).Clear();
                for (var y = 0L; y < shape.Height; y += shape.Stride)
                    for (var x = 0L; x < shape.Width; x += shape.Stride, from += shape.PixelBytes)
                        Buffer.MemoryCopy(from, to + (y * shape.Width + x) * shape.PixelBytes, shape.PixelBytes, shape.PixelBytes);
            }
        }
    }
}
