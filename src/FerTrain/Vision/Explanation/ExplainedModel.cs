using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Vision.Explanation;

/// <summary>Explains the predictions of a checkpoint's model: Grad-CAM, occlusion sensitivity and feature maps.</summary>
internal sealed class ExplainedModel : IDisposable
{
    private readonly Device _device;
    private readonly Classifier _model;
    private readonly FoldedModel _folded;
    private readonly Preprocessor _input;
    private readonly GraphLayer? _layer;

    /// <param name="checkpoint">The checkpoint of the model.</param>
    /// <param name="device">The device that computes it.</param>
    /// <param name="layer">The layer to explain; null for the last layer with feature maps.</param>
    /// <exception cref="UserError">There is no such layer, or it has no feature maps.</exception>
    public ExplainedModel(Checkpoint checkpoint, Device device, string? layer)
    {
        (_device, Checkpoint) = (device, checkpoint);
        _model = checkpoint.CreateModel(device);
        var shape = ModelInput.Of(checkpoint.Preprocessing);
        _folded = new FoldedModel(_model, shape);
        _input = new Preprocessor(checkpoint.Preprocessing, device);
        _layer = FeatureMaps.FindLayer(ModelGraph.Of(_model, shape), layer);
    }

    public Checkpoint Checkpoint { get; }

    /// <summary>Names the explained layer; null if no layer of the model has feature maps.</summary>
    public string? Layer => _layer?.Name;

    /// <summary>Resizes, crops and classifies a face.</summary>
    /// <param name="pixels">The grey values 0–255, row-major.</param>
    /// <param name="height">The height of the image in pixels.</param>
    /// <param name="width">The width of the image in pixels.</param>
    public ExplainedFace Classify(byte[] pixels, int height, int width)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var grey = _input.CentreCrop(_input.Resize(tensor(pixels, [1, 1, height, width], device: _device))).contiguous();
        return new ExplainedFace(grey.DetachFromDisposeScope(), [.. Probabilities(grey).data<float>().ToArray()]);
    }

    /// <summary>Classifies an image file that is one face.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public ExplainedFace ClassifyFile(string path)
    {
        using var image = ImageFile.Read(path);
        var (pixels, height, width) = FaceCrop.Of(image, Checkpoint.Preprocessing);
        return Classify(pixels, height, width);
    }

    /// <summary>Computes the feature maps of the layer; returns null if the model has none.</summary>
    public FeatureMaps? Maps(ExplainedFace face)
    {
        if (_layer is null) return null;
        using var input = _input.Scale(face.Grey);
        return FeatureMaps.Of(_model, _layer, input);
    }

    /// <summary>Computes Grad-CAM for a class, one value for each pixel; returns null if the model has no feature maps.</summary>
    public float[]? GradCam(ExplainedFace face, int label)
    {
        if (_layer is null) return null;
        using var input = _input.Scale(face.Grey);
        return Explanation.GradCam.Of(_model, _layer, input, label);
    }

    /// <summary>Computes occlusion sensitivity for a class, one value for each pixel.</summary>
    public float[] Occlusion(ExplainedFace face, int label) =>
        Explanation.Occlusion.ForSide(Probabilities, Checkpoint.Preprocessing.InputSize).Of(face.Grey, label);

    public void Dispose()
    {
        _input.Dispose();
        _folded.Dispose();
        _model.Dispose();
    }

    private Tensor Probabilities(Tensor greys)
    {
        using var scope = NewDisposeScope();
        return _folded.Logits(_input.Scale(greys)).softmax(1).cpu().MoveToOuterDisposeScope();
    }
}

/// <summary>Holds a face as the model sees it, and its probabilities.</summary>
/// <param name="Grey">The grey values 0–255, 1×1×S×S.</param>
/// <param name="Probabilities">One probability for each class.</param>
internal sealed record ExplainedFace(Tensor Grey, ImmutableArray<float> Probabilities) : IDisposable
{
    public int Predicted => Probabilities.IndexOf(Probabilities.Max());

    public int Side => (int)Grey.shape[^1];

    /// <summary>Returns the grey values row-major.</summary>
    public byte[] ToPixels() => [.. Grey.cpu().data<float>().ToArray().Select(grey => (byte)MathF.Round(Math.Clamp(grey, 0, 255)))];

    public void Dispose() => Grey.Dispose();
}
