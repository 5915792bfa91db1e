using FerTrain.Figures;
using ScottPlot.Colormaps;

namespace FerTrain.Vision.Explanation;

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
