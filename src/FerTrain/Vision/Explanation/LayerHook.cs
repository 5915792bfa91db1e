using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Vision.Explanation;

/// <summary>Sees what a layer gives, and may put something else in its place.</summary>
internal static class LayerHook
{
    /// <returns>What takes the hook back.</returns>
    public static Action Add(Module layer, Func<Tensor, Tensor> replace) => layer switch
    {
        Module<Tensor, Tensor> one => one.register_forward_hook((_, _, output) => replace(output)).remove,
        Module<Tensor, Tensor, Tensor> two => two.register_forward_hook((_, _, _, output) => replace(output)).remove,
        _ => throw new InvalidOperationException($"{layer.GetName()} has neither one nor two inputs."),
    };
}
