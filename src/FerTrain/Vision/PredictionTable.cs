using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Vision;

/// <summary>predictions.csv: a line for each face.</summary>
public static class PredictionTable
{
    /// <exception cref="UserError">The file can't be written.</exception>
    public static void Write(string path, IEnumerable<ImagePrediction> images, IReadOnlyList<string> classNames)
    {
        var rows =
            from image in images
            from face in image.Faces.Index()
            let box = face.Item.Box
            select (object?[])[image.Path, image.Frame, face.Index, box.X, box.Y, box.Width, box.Height, classNames[face.Item.Predicted], .. face.Item.Probabilities];
        AtomicFile.WriteText(path, Csv.Text([["path", "frame", "face", "x", "y", "width", "height", "label", .. classNames], .. rows]));
    }
}
