using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Vision;

/// <summary>Classifies the expressions of faces in images, with the preprocessing that the model was trained with.</summary>
internal sealed class FaceClassifier : IDisposable
{
    private const int MostAtOnce = 64; // the maps of thousands of faces would fill the memory

    private readonly string _file;
    private readonly ILoadedModel _model;
    private readonly Preprocessing _spec;

    /// <summary>Loads the model and sets libtorch to one thread, unless OMP_NUM_THREADS is set.</summary>
    /// <exception cref="UserError">The model cannot be loaded.</exception>
    public FaceClassifier(ITrainedModel model, Device device)
    {
        (_file, _spec) = (model.Path, model.Preprocessing);
        // A face is so little work that several threads wait for each other longer than they compute: 290 ms instead of 4 on a busy machine.
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) set_num_threads(1);
        _model = model.Load(device);
    }

    public IReadOnlyList<string> ClassNames => _spec.ClassNames;

    /// <summary>Classifies each face of an image of 8 bits and one channel or three (BGR).</summary>
    /// <exception cref="UserError">The model fails.</exception>
    public ImmutableArray<ClassifiedFace> Classify(Mat image, IReadOnlyList<FoundFace> found) =>
        [.. found.Zip(Classify([.. found.Select(face => Crop(image, face))]), (face, probabilities) => new ClassifiedFace(face.Box, probabilities))];

    /// <summary>Classifies faces, which may be of several images: those of one size together. Returns the probabilities of each.</summary>
    /// <exception cref="UserError">The model fails.</exception>
    public IReadOnlyList<ImmutableArray<float>> Classify(IReadOnlyList<FaceCrop> faces)
    {
        var probabilities = new ImmutableArray<float>[faces.Count];
        foreach (var batch in faces.Index().GroupBy(face => (face.Item.Height, face.Item.Width)).SelectMany(ofSize => ofSize.Chunk(MostAtOnce)))
        {
            var (_, height, width) = batch[0].Item;
            var ofBatch = ModelAnswers.RequireFinite(_file, _model.Probabilities([.. batch.SelectMany(face => face.Item.Pixels)], height, width));
            foreach (var (ofFace, face) in ofBatch.Chunk(ClassNames.Count).Zip(batch))
                probabilities[face.Index] = [.. ofFace];
        }

        return probabilities;
    }

    /// <summary>Cuts a face out of an image of 8 bits and one channel or three (BGR). Any thread may call it.</summary>
    public FaceCrop Crop(Mat image, FoundFace face)
    {
        using var crop = face.Cut(image);
        return FaceCrop.Of(crop, _spec);
    }

    public void Dispose() => _model.Dispose();
}

/// <summary>Holds a face of an image and the probabilities that a model gives it.</summary>
/// <param name="Box">The box of the face in pixels of the image.</param>
/// <param name="Probabilities">One probability for each class.</param>
internal sealed record ClassifiedFace(Rect Box, ImmutableArray<float> Probabilities)
{
    /// <summary>The class with the highest probability, the first of equals.</summary>
    public int Predicted { get; } = Probabilities.IndexOf(Probabilities.Max());
}

/// <summary>Holds the grey pixels of a face, row-major, which a model resizes. Large crops are averaged down, because bilinear resizing would skip pixels.</summary>
internal sealed record FaceCrop(byte[] Pixels, int Height, int Width)
{
    /// <param name="face">An image of 8 bits and one channel or three (BGR).</param>
    /// <param name="spec">The preprocessing of the model.</param>
    public static FaceCrop Of(Mat face, Preprocessing spec)
    {
        var side = FaceSet.LargestSide(spec.Size);
        using var grey = GrayscaleImage.Of(face);
        if (grey.Width <= side && grey.Height <= side)
            return grey.GetArray<byte>(out var pixels) ? new(pixels, grey.Height, grey.Width) : throw new InvalidOperationException("The image has no pixels.");
        var square = new byte[side * side];
        GrayscaleImage.Fit(grey, square, side);
        return new(square, side, side);
    }
}
