using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Vision;

/// <summary>Tells the expressions of faces in images, by the preprocessing that the model was trained with.</summary>
public sealed class FaceClassifier : IDisposable
{
    private readonly ILoadedModel _model;
    private readonly Preprocessing _spec;

    /// <summary>Makes libtorch compute on one thread, unless OMP_NUM_THREADS says otherwise.</summary>
    /// <exception cref="UserError">The model cannot be run.</exception>
    public FaceClassifier(ITrainedModel model, Device device)
    {
        _spec = model.Preprocessing;
        // A face is so little work that threads wait for each other longer than they compute: 290 ms instead of 4 on a busy machine.
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) set_num_threads(1);
        _model = model.Load(device);
    }

    public IReadOnlyList<string> ClassNames => _spec.ClassNames;

    /// <summary>The faces in boxes of an image, which has 8 bits and one channel or three (BGR); of a box beyond its border, the part inside.</summary>
    public ImmutableArray<ClassifiedFace> Classify(Mat image, IReadOnlyList<Rect> boxes)
    {
        var faces = new ClassifiedFace[boxes.Count];
        foreach (var batch in boxes.Select((box, index) => (Index: index, Face: Face(image, box))).GroupBy(crop => (crop.Face.Height, crop.Face.Width)))
        {
            var probabilities = _model.Probabilities([.. batch.SelectMany(crop => crop.Face.Pixels)], batch.Key.Height, batch.Key.Width);
            foreach (var (probabilitiesOfFace, (index, _)) in probabilities.Chunk(ClassNames.Count).Zip(batch))
                faces[index] = new ClassifiedFace(boxes[index], [.. probabilitiesOfFace]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(faces);
    }

    public void Dispose() => _model.Dispose();

    private FaceCrop Face(Mat image, Rect box)
    {
        using var crop = new Mat(image, Rect.Intersect(box, new Rect(0, 0, image.Width, image.Height)));
        return FaceCrop.Of(crop, _spec);
    }
}

/// <summary>A face of an image and what a model makes of it.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Probabilities">One a class.</param>
public sealed record ClassifiedFace(Rect Box, ImmutableArray<float> Probabilities)
{
    /// <summary>The class with the highest probability, the first of equals.</summary>
    public int Predicted { get; } = Probabilities.IndexOf(Probabilities.Max());
}

/// <summary>Grey pixels of a face, row-major, for a model to resize: as they are, or averaged down where bilinear resizing would skip some.</summary>
internal sealed record FaceCrop(byte[] Pixels, int Height, int Width)
{
    /// <param name="face">8 bits, one channel or three (BGR).</param>
    /// <param name="spec">Of the model.</param>
    public static FaceCrop Of(Mat face, Preprocessing spec)
    {
        // The data's own faces reach the model as they are, whatever it resizes them to.
        var side = Math.Max(spec.Size, FaceSet.Fer2013Size);
        using var grey = GrayscaleImage.Of(face);
        if (grey.Width <= side && grey.Height <= side)
            return grey.GetArray<byte>(out var pixels) ? new(pixels, grey.Height, grey.Width) : throw new InvalidOperationException("An image has no pixels.");
        var square = new byte[side * side];
        GrayscaleImage.Fit(grey, square, side);
        return new(square, side, side);
    }
}
