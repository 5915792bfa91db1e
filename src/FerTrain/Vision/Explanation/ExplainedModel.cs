using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training;
using OpenCvSharp;
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
    /// <param name="layer">The layer to explain; null for the last layer with feature maps that are large enough to show where.</param>
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

    /// <summary>Classifies a face of an image, as prediction does.</summary>
    /// <param name="face">The face, of 8 bits and one channel or three (BGR).</param>
    public ExplainedFace Classify(Mat face)
    {
        var (pixels, height, width) = FaceCrop.Of(face, Checkpoint.Preprocessing);
        return Classify(pixels, height, width, face.Clone());
    }

    /// <summary>Classifies a face of the data, as evaluation does.</summary>
    /// <exception cref="UserError">OpenCV is missing, which draws the explanation.</exception>
    public ExplainedFace Classify(FaceSet faces, int row)
    {
        OpenCvLibrary.Require();
        using var original = GrayscaleImage.Of(faces, row);
        return Classify(faces.Face(row).ToArray(), faces.Size, faces.Size, original.Clone());
    }

    private ExplainedFace Classify(byte[] pixels, int height, int width, Mat original)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var grey = _input.CentreCrop(_input.Resize(tensor(pixels, [1, 1, height, width], device: _device))).contiguous();
        return new ExplainedFace(grey.DetachFromDisposeScope(), [.. ModelAnswers.RequireFinite(Checkpoint.Path, Probabilities(grey).data<float>().ToArray())], original);
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
/// <param name="Original">The face before it was resized and cropped.</param>
internal sealed record ExplainedFace(Tensor Grey, ImmutableArray<float> Probabilities, Mat Original) : IDisposable
{
    public int Predicted => Probabilities.IndexOf(Probabilities.Max());

    public void Dispose()
    {
        Grey.Dispose();
        Original.Dispose();
    }
}
