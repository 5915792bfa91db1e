using FerTrain.Figures;

namespace FerTrain.Vision;

/// <summary>Collects the expressions of a video's frames and plots them over time.</summary>
internal sealed class ExpressionTimes(IReadOnlyList<string> classNames)
{
    private readonly List<ExpressionMoment> _moments = [];

    public void Add(TimeSpan time, IReadOnlyList<ClassifiedFace> faces) => _moments.Add(new(
        time.TotalSeconds,
        faces.Count == 0 ? null : ExpressionMoment.Mean([.. faces.Select(face => (IReadOnlyList<float>)face.Probabilities)])));

    /// <summary>Writes the plot as a PNG file; without a face there is none, and the answer is false.</summary>
    /// <exception cref="FerTrain.Core.Errors.UserError">The file cannot be written.</exception>
    public bool Write(string video, string path)
    {
        if (_moments.All(moment => moment.Probabilities is null)) return false;
        ExpressionCurves.Draw($"{video}: expressions", classNames, _moments).Save(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path), []);
        return true;
    }
}
