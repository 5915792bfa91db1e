using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using ScottPlot;
using ScottPlot.Colormaps;

namespace FerTrain.Vision.Explanation;

/// <summary>Writes FOLDER/STEM_explanation.png and, if the model has feature maps, FOLDER/STEM_LAYER.png.</summary>
internal sealed class ExplanationFiles(string folder, string stem)
{
    /// <summary>Writes the figures and returns their paths.</summary>
    /// <param name="model">The model.</param>
    /// <param name="face">The face.</param>
    /// <param name="label">A class to explain beside the predicted one, or null.</param>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public IReadOnlyList<string> Write(ExplainedModel model, ExplainedFace face, int? label)
    {
        OutputFolder.Create(folder);
        int[] labels = [.. new[] { face.Predicted, label ?? face.Predicted }.Distinct()];
        var files = new List<string> { Save($"{stem}_explanation", ExplanationFigures.Attributions($"{stem}: {model.Checkpoint.ModelName}", model, face, labels)) };
        if (model.Maps(face) is { } maps) files.Add(Save($"{stem}_{maps.Layer}", ExplanationFigures.Maps(maps)));
        return files;
    }

    private string Save(string name, Figures.Figure figure)
    {
        figure.SavePng(folder, name);
        return Path.Combine(folder, $"{name}.png");
    }
}

/// <summary>Draws the figures that explain a prediction.</summary>
internal static class ExplanationFigures
{
    private const int FaceSide = 216; // larger than usual, because maps show more detail than faces
    private const double AspectRatio = 1.3; // of the grid of feature maps

    /// <summary>Draws a row for each class: the face, its Grad-CAM and its occlusion sensitivity.</summary>
    public static Figure Attributions(string title, ExplainedModel model, ExplainedFace face, IEnumerable<int> labels)
    {
        var pixels = face.ToPixels();
        return new FaceGrid([.. labels.Select(label => Row(model, face, pixels, label).ToArray())], [], FaceSide).Draw(title);
    }

    /// <summary>Draws each feature map with colours from its least value to its greatest.</summary>
    public static Figure Maps(FeatureMaps maps)
    {
        var columns = (int)Math.Ceiling(AspectRatio * Math.Sqrt(maps.Maps.Count));
        var tiles = maps.Maps.Select((map, channel) => new FaceTile(Colored(map), $"{channel}") { Channels = 3 });
        return new FaceGrid([.. tiles.Chunk(columns)], []).Draw($"{maps.Layer}: {maps.Maps.Count} maps of {maps.Height} x {maps.Width}");
    }

    private static IEnumerable<FaceTile> Row(ExplainedModel model, ExplainedFace face, byte[] pixels, int label)
    {
        var name = model.Checkpoint.Preprocessing.ClassNames[label];
        yield return new FaceTile(pixels, $"{name}: {FigureStyle.Percent(face.Probabilities[label], "0.0")}", "");
        if (model.GradCam(face, label) is { } heat)
            yield return new FaceTile(HeatmapOverlay.Paint(pixels, heat), $"Grad-CAM for {name}", $"of {model.Layer}") { Channels = 3 };
        var loss = model.Occlusion(face, label);
        yield return new FaceTile(
            HeatmapOverlay.Paint(pixels, loss), $"Occlusion: {name} loses (red)", $"or gains (blue) up to {FigureStyle.Percent(loss.Max(Math.Abs), "0.0")}")
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

/// <summary>Paints a heat map over a grey face: one hue for evidence for a class, another against it, distinguishable for the colour-blind.</summary>
internal static class HeatmapOverlay
{
    private const double MaxOpacity = 0.8; // so that the face stays visible

    /// <summary>Returns red, green and blue of each pixel, row-major.</summary>
    /// <param name="face">The grey values, row-major.</param>
    /// <param name="heat">One value for each pixel.</param>
    public static byte[] Paint(byte[] face, float[] heat)
    {
        double greatest = heat.Max(Math.Abs);
        var painted = new byte[3 * face.Length];
        for (var i = 0; i < face.Length; i++)
        {
            var grey = new Color(face[i], face[i], face[i]);
            var hue = FigureStyle.Series[heat[i] > 0 ? 1 : 0];
            var color = grey.MixedWith(hue, greatest > 0 ? MaxOpacity * Math.Abs(heat[i]) / greatest : 0);
            (painted[3 * i], painted[3 * i + 1], painted[3 * i + 2]) = (color.R, color.G, color.B);
        }

        return painted;
    }
}
