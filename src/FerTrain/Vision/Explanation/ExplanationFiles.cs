using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Vision.Explanation;

/// <summary>FOLDER/STEM_explanation.png and, of a model with maps, FOLDER/STEM_LAYER.png.</summary>
public sealed class ExplanationFiles(string folder, string stem)
{
    /// <param name="model">That answers.</param>
    /// <param name="face">What it was asked.</param>
    /// <param name="label">A class to explain beside the predicted one.</param>
    /// <returns>The files.</returns>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public IReadOnlyList<string> Write(ExplainedModel model, ExplainedFace face, int? label)
    {
        OutputFolder.Create(folder);
        int[] labels = [.. new[] { face.Predicted, label ?? face.Predicted }.Distinct()];
        var files = new List<string> { Save($"{stem}_explanation", ExplanationFigures.Evidence($"{stem}: {model.Checkpoint.ModelName}", model, face, labels)) };
        if (model.Maps(face) is { } maps) files.Add(Save($"{stem}_{maps.Layer}", ExplanationFigures.Maps(maps)));
        return files;
    }

    private string Save(string name, Figures.Figure figure)
    {
        figure.SavePng(folder, name);
        return Path.Combine(folder, $"{name}.png");
    }
}
