using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Vision;

/// <summary>Tells the expressions of faces in pictures, by the preprocessing that the model was trained with.</summary>
public sealed class FaceClassifier : IDisposable
{
    private readonly ILoadedModel _model;
    private readonly int _side;

    /// <summary>Makes libtorch compute on one thread, unless OMP_NUM_THREADS says otherwise.</summary>
    /// <exception cref="UserError">The model cannot be run.</exception>
    public FaceClassifier(ITrainedModel model, Device device)
    {
        ClassNames = model.Preprocessing.ClassNames;
        // The data's own faces reach the model as they are, whatever it resizes them to.
        _side = Math.Max(model.Preprocessing.Size, FaceSet.Fer2013Size);
        // A face is so little work that threads wait for each other longer than they compute: 290 ms instead of 4 on a busy machine.
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null) set_num_threads(1);
        _model = model.Load(device);
    }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The faces in boxes of a picture, which has 8 bits and one channel or three (BGR); of a box beyond its border, the part inside.</summary>
    public ImmutableArray<ClassifiedFace> Classify(Mat picture, IReadOnlyList<Rect> boxes)
    {
        var faces = new ClassifiedFace[boxes.Count];
        foreach (var batch in boxes.Select((box, index) => (Index: index, Face: Face(picture, box))).GroupBy(crop => (crop.Face.Height, crop.Face.Width)))
        {
            var probabilities = _model.Probabilities([.. batch.SelectMany(crop => crop.Face.Pixels)], batch.Key.Height, batch.Key.Width);
            foreach (var (share, (index, _)) in probabilities.Chunk(ClassNames.Count).Zip(batch))
                faces[index] = new ClassifiedFace(boxes[index], [.. share]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(faces);
    }

    public void Dispose() => _model.Dispose();

    /// <summary>Grey pixels for the model to resize: as they are, or averaged down where bilinear resizing would skip some.</summary>
    private (byte[] Pixels, int Height, int Width) Face(Mat picture, Rect box)
    {
        using var crop = new Mat(picture, Rect.Intersect(box, new Rect(0, 0, picture.Width, picture.Height)));
        using var grey = GreyPicture.Of(crop);
        if (grey.Width <= _side && grey.Height <= _side)
            return grey.GetArray<byte>(out var pixels) ? (pixels, grey.Height, grey.Width) : throw new InvalidOperationException("A picture has no pixels.");
        var face = new byte[_side * _side];
        GreyPicture.Fit(grey, face, _side);
        return (face, _side, _side);
    }
}
