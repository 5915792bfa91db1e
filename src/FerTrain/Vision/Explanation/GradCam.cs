using FerTrain.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Vision.Explanation;

/// <summary>Grad-CAM (Selvaraju et al., 2017): where the maps of a layer speak for a class.</summary>
public static class GradCam
{
    /// <summary>The maps' sum, each weighted by the mean gradient of the class's logit by it, without what speaks against the class; as large as the input, row-major.</summary>
    /// <param name="model">In evaluation mode.</param>
    /// <param name="layer">One of its layers that gives maps.</param>
    /// <param name="input">One image, 1×C×S×S.</param>
    /// <param name="label">The class.</param>
    public static float[] Of(Classifier model, GraphLayer layer, Tensor input, int label)
    {
        using var scope = NewDisposeScope();
        Tensor? maps = null;
        var remove = LayerHook.Add(layer.Module, output =>
        {
            maps = output.detach().clone().requires_grad_().DetachFromDisposeScope(); // of the module around it
            return maps.clone(); // later layers may write over it, which a leaf of the graph does not allow
        });
        var logits = model.call(input);
        remove();
        logits[0, label].backward();
        using var owned = maps;
        using var quiet = no_grad();
        var weights = maps!.grad!.mean([2, 3], keepdim: true);
        var evidence = functional.relu((weights * maps).sum([1], keepdim: true));
        var map = functional.interpolate(evidence, [input.shape[2], input.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
        return map.cpu().data<float>().ToArray();
    }
}
