using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using ScottPlot;
using ScottPlot.Colormaps;

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

/// <summary>Draws what explains an answer.</summary>
public static class ExplanationFigures
{
    private const int FaceSide = 216; // on paper, of which the maps of a face need more than a face
    private const double Widening = 1.3; // of a grid of maps, over a square

    /// <summary>The face, and in a row for each class where the model looks.</summary>
    /// <param name="title">Of the figure.</param>
    /// <param name="model">That is explained.</param>
    /// <param name="face">That it was asked.</param>
    /// <param name="labels">The classes.</param>
    public static Figure Evidence(string title, ExplainedModel model, ExplainedFace face, IEnumerable<int> labels)
    {
        var pixels = face.ToPixels();
        return new FaceGrid([.. labels.Select(label => Row(model, face, pixels, label).ToArray())], [], FaceSide).Draw(title);
    }

    /// <summary>Each map from its least value to its greatest.</summary>
    public static Figure Maps(FeatureMaps maps)
    {
        var columns = (int)Math.Ceiling(Widening * Math.Sqrt(maps.Maps.Count));
        var tiles = maps.Maps.Select((map, channel) => new FaceTile(Colored(map), $"{channel}") { Channels = 3 });
        return new FaceGrid([.. tiles.Chunk(columns)], []).Draw($"{maps.Layer}: {maps.Maps.Count} maps of {maps.Height} x {maps.Width}");
    }

    private static IEnumerable<FaceTile> Row(ExplainedModel model, ExplainedFace face, byte[] pixels, int label)
    {
        var name = model.Checkpoint.Preprocessing.ClassNames[label];
        yield return new FaceTile(pixels, $"{name}: {FigureStyle.Percent(face.Probabilities[label], "0.0")}", "");
        if (model.GradCam(face, label) is { } evidence)
            yield return new FaceTile(HeatOverlay.Paint(pixels, evidence), $"Grad-CAM for {name}", $"of {model.Layer}") { Channels = 3 };
        var loss = model.Occlusion(face, label);
        yield return new FaceTile(
            HeatOverlay.Paint(pixels, loss), $"Occlusion: {name} loses (red)", $"or gains (blue) up to {FigureStyle.Percent(loss.Max(Math.Abs), "0.0")}")
        { Channels = 3 };
    }

    private static byte[] Colored(float[] map)
    {
        var (least, greatest) = (map.Min(), map.Max());
        var colors = new Viridis();
        return
        [
            .. from value in map
               let color = colors.GetColor(greatest > least ? (value - least) / (greatest - least) : 0)
               from part in new[] { color.R, color.G, color.B }
               select part,
        ];
    }
}

/// <summary>Colours over a grey face: one hue for what speaks for a class, another for what speaks against it, told apart by the colour-blind too.</summary>
public static class HeatOverlay
{
    private const double Strongest = 0.8; // of the colour, so that the face is seen through it

    /// <summary>Red, green and blue of each pixel.</summary>
    /// <param name="face">Grey, row-major.</param>
    /// <param name="heat">Of the same size.</param>
    public static byte[] Paint(byte[] face, float[] heat)
    {
        double greatest = heat.Max(Math.Abs);
        var painted = new byte[3 * face.Length];
        for (var i = 0; i < face.Length; i++)
        {
            var grey = new Color(face[i], face[i], face[i]);
            var hue = FigureStyle.Series[heat[i] > 0 ? 1 : 0];
            var color = grey.MixedWith(hue, greatest > 0 ? Strongest * Math.Abs(heat[i]) / greatest : 0);
            (painted[3 * i], painted[3 * i + 1], painted[3 * i + 2]) = (color.R, color.G, color.B);
        }

        return painted;
    }
}
