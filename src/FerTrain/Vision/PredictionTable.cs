using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Vision;

/// <summary>predictions.csv: a line for each face.</summary>
public static class PredictionTable
{
    /// <exception cref="UserError">The file can't be written.</exception>
    public static void Write(string path, IEnumerable<PicturePrediction> pictures, IReadOnlyList<string> classNames)
    {
        var text = new StringBuilder(Csv.Line(["path", "frame", "face", "x", "y", "width", "height", "label", .. classNames]));
        foreach (var picture in pictures)
            foreach (var (index, face) in picture.Faces.Index())
            {
                string[] place = [picture.Frame is { } frame ? Csv.Number(frame) : "", .. new[] { index, face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height }.Select(Csv.Number)];
                text.Append(Csv.Line([picture.Path, .. place, classNames[face.Predicted], .. face.Probabilities.Select(Csv.Number)]));
            }

        AtomicFile.WriteText(path, text.ToString());
    }
}
