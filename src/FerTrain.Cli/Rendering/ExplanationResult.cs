using System.Globalization;
using FerTrain.Vision.Explanation;

namespace FerTrain.Cli.Rendering;

/// <summary>Reports the class that a model predicts for a face, and the files that explain it.</summary>
internal sealed record ExplanationResult(string Face, string? True, ExplainedModel Model, ExplainedFace Answer, IReadOnlyList<string> Files)
{
    private const int Shown = 3;

    private IReadOnlyList<string> ClassNames => Model.Checkpoint.Preprocessing.ClassNames;

    public void WriteText(TextWriter output)
    {
        var best = ClassNames.Zip(Answer.Probabilities).OrderByDescending(entry => entry.Second).Take(Shown);
        output.WriteLine($"{Face}: {string.Join(", ", best.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.First} {entry.Second:0.0 %}")))}{(True is null ? "" : $" (labelled {True})")}");
        foreach (var file in Files)
            output.WriteLine(file);
    }

    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        Face,
        True,
        Checkpoint = Model.Checkpoint.Path,
        Predicted = ClassNames[Answer.Predicted],
        Probabilities = ClassNames.Zip(Answer.Probabilities).ToDictionary(entry => entry.First, entry => entry.Second),
        Model.Layer,
        Files,
    });
}
