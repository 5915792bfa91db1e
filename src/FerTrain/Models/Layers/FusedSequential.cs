using FerTrain.Torch.Loops;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// Layers one after another, as TorchSharp's Sequential, each result freed as soon as the next layer has read it. In
/// training on the CPU, 3x3 convolutions, BatchNorm with the ReLU behind it, max pools, dropout and the pixels that a strided 1x1
/// convolution reads compute in FerTrain's own loops; hooks of those layers see nothing then.
/// </summary>
internal sealed class FusedSequential : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>[] _layers;

    public FusedSequential(params IReadOnlyList<(string Name, Module<Tensor, Tensor> Layer)> layers) : base(nameof(FusedSequential))
    {
        _layers = [.. layers.Select(layer => layer.Layer)];
        foreach (var (name, layer) in layers)
            register_module(name, layer);
    }

    public override Tensor forward(Tensor input) => Run(_layers, input);

    /// <summary>Runs layers that need not belong to one module.</summary>
    public static Tensor Run(ReadOnlySpan<Module<Tensor, Tensor>> layers, Tensor input)
    {
        var current = input;
        for (var i = 0; i < layers.Length; i++)
        {
            Tensor next;
            switch (layers[i])
            {
                case BatchNorm2d { training: true } norm when Maps.Fit(current):
                    var isBeforeRelu = i + 1 < layers.Length && layers[i + 1] is ReLU;
                    next = BatchNormReluLoop.Apply(current, norm, isBeforeRelu);
                    if (isBeforeRelu) i++;
                    break;
                case Conv2d { training: true, kernel_size: [1, 1], stride: [> 1 and var stride, ..], padding: [0, 0] } conv when is_grad_enabled() && Maps.Fit(current):
                    using (var pixels = SubsampleLoop.Apply(current, stride))
                        next = functional.conv2d(pixels, conv.weight, conv.bias, groups: conv.groups);
                    break;
                case Conv2d { training: true } conv when is_grad_enabled() && WinogradLoop.Fits(current, conv):
                    next = WinogradLoop.Apply(current, conv);
                    break;
                case MaxPool2d { training: true, kernel_size: [var kernel, ..], dilation: [1, 1] } pool when MaxPoolLoop.Fits(current, kernel):
                    next = MaxPoolLoop.Apply(current, (int)kernel, (int)pool.stride[0], (int)pool.padding[0], pool.ceil_mode);
                    break;
                case Dropout { training: true } dropout when DropoutLoop.Fits(current, dropout.p):
                    next = DropoutLoop.Apply(current, dropout.p);
                    break;
                default:
                    next = layers[i].call(current);
                    break;
            }

            if (!ReferenceEquals(current, input) && !ReferenceEquals(current, next)) current.Dispose();
            current = next;
        }

        return current;
    }
}
