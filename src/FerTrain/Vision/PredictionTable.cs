using System.Text;
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
        var text = new StringBuilder(Csv.Line(["path", "frame", "face", "x", "y", "width", "height", "label", .. classNames]));
        foreach (var image in images)
            foreach (var (index, face) in image.Faces.Index())
            {
                string[] place = [image.Frame is { } frame ? Csv.Number(frame) : "", .. new[] { index, face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height }.Select(Csv.Number)];
                text.Append(Csv.Line([image.Path, .. place, classNames[face.Predicted], .. face.Probabilities.Select(Csv.Number)]));
            }

        AtomicFile.WriteText(path, text.ToString());
    }
}
