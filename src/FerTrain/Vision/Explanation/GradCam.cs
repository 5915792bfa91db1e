using FerTrain.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Vision.Explanation;

/// <summary>Computes Grad-CAM (Selvaraju et al., 2017): the regions where the feature maps of a layer are evidence for a class.</summary>
internal static class GradCam
{
    /// <summary>
    /// Sums the feature maps, each weighted by the mean gradient of the class's logit, and keeps the positive part; the
    /// result has the size of the input, row-major.
    /// </summary>
    /// <param name="model">The model in evaluation mode.</param>
    /// <param name="layer">A layer of the model with feature maps.</param>
    /// <param name="input">One image, 1×C×S×S.</param>
    /// <param name="label">The class.</param>
    public static float[] Of(Classifier model, GraphLayer layer, Tensor input, int label)
    {
        using var scope = NewDisposeScope();
        Tensor? maps = null;
        var remove = ForwardHook.Add(layer.Module, output =>
        {
            maps = output.detach().clone().requires_grad_().DetachFromDisposeScope(); // from the scope of the surrounding module
            return maps.clone(); // a clone, because later layers may overwrite it, which autograd forbids for a leaf
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
