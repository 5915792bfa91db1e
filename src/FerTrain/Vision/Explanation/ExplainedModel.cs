using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Vision.Explanation;

/// <summary>A checkpoint's model, of which one can see why it answers what it does.</summary>
public sealed class ExplainedModel : IDisposable
{
    private readonly Device _device;
    private readonly Classifier _model;
    private readonly FoldedModel _folded;
    private readonly Preprocessor _input;
    private readonly GraphLayer? _layer;

    /// <param name="checkpoint">Of the model.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="layer">Whose maps are looked at; without a name the last that gives any.</param>
    /// <exception cref="UserError">There is no such layer, or it gives no maps.</exception>
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

    /// <summary>The layer whose maps are looked at, or null where the model has none.</summary>
    public string? Layer => _layer?.Name;

    /// <summary>A face as the model sees it, before it is scaled.</summary>
    /// <param name="pixels">Grey, row-major.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="width">Of the image.</param>
    public ExplainedFace See(byte[] pixels, int height, int width)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var grey = _input.CentreCrop(_input.Resize(tensor(pixels, [1, 1, height, width], device: _device))).contiguous();
        return new ExplainedFace(grey.DetachFromDisposeScope(), [.. Probabilities(grey).data<float>().ToArray()]);
    }

    /// <summary>The same of an image that is one face.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public ExplainedFace Open(string path)
    {
        using var image = ImageFile.Read(path);
        var (pixels, height, width) = FaceCrop.Of(image, Checkpoint.Preprocessing);
        return See(pixels, height, width);
    }

    /// <summary>Null where the model has no maps.</summary>
    public FeatureMaps? Maps(ExplainedFace face)
    {
        if (_layer is null) return null;
        using var input = _input.Scale(face.Grey);
        return FeatureMaps.Of(_model, _layer, input);
    }

    /// <summary>Null where the model has no maps.</summary>
    public float[]? GradCam(ExplainedFace face, int label)
    {
        if (_layer is null) return null;
        using var input = _input.Scale(face.Grey);
        return Explanation.GradCam.Of(_model, _layer, input, label);
    }

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

/// <summary>A face and what a model takes it for.</summary>
/// <param name="Grey">1×1×S×S, of 0 to 255.</param>
/// <param name="Probabilities">Of each class.</param>
public sealed record ExplainedFace(Tensor Grey, ImmutableArray<float> Probabilities) : IDisposable
{
    public int Predicted => Probabilities.IndexOf(Probabilities.Max());

    public int Side => (int)Grey.shape[^1];

    /// <summary>Row-major, to be drawn.</summary>
    public byte[] ToPixels() => [.. Grey.cpu().data<float>().ToArray().Select(grey => (byte)MathF.Round(Math.Clamp(grey, 0, 255)))];

    public void Dispose() => Grey.Dispose();
}
