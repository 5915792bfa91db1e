using System.Runtime.InteropServices;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using FerTrain.Figures;
using OpenCvSharp;
using ScottPlot.Colormaps;

namespace FerTrain.Vision.Explanation;

/// <summary>
/// Writes FOLDER/STEM_explanation.png, FOLDER/STEM_LAYER.png if the model has feature maps, and FOLDER/STEM_photograph.png if the
/// face was found in a photograph; the figures also in further formats.
/// </summary>
internal sealed class ExplanationFiles(string folder, string stem, IReadOnlyList<string> formats)
{
    private const string Main = "_explanation", Ending = $"{Main}.png";

    /// <summary>Numbers a name where the folder has figures of it: photographs of several folders have one name.</summary>
    public static string FreeStem(string folder, string name) => NumberedPath.Of(name).First(stem => !File.Exists(Path.Combine(folder, $"{stem}{Ending}")));

    /// <summary>Writes the figures and returns the paths of the images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="face">The face.</param>
    /// <param name="label">A class to explain beside the predicted one, or null.</param>
    /// <param name="photograph">The image that the face is from, or null.</param>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public IReadOnlyList<string> Write(ExplainedModel model, ExplainedFace face, int? label, PickedFace? photograph)
    {
        OutputFolder.Create(folder);
        int[] labels = [.. new[] { face.Predicted, label ?? face.Predicted }.Distinct()];
        Attribution[] attributions = [.. labels.Select(own => new Attribution(own, model.GradCam(face, own), model.Occlusion(face, own)))];
        var files = new List<string> { Save($"{stem}{Main}", ExplanationFigures.Attributions($"{stem}: {model.Checkpoint.ModelName}", model, face, attributions)) };
        if (model.Maps(face) is { } maps) files.Add(Save($"{stem}_{maps.Layer}", ExplanationFigures.Maps(maps, model.Checkpoint.Preprocessing.ClassNames)));
        if (photograph is { Face: { } found }) files.Add(SavePhotograph(photograph, found, model, face, attributions[0]));
        return files;
    }

    private string Save(string name, Figure figure)
    {
        figure.Save(folder, name, formats);
        return Path.Combine(folder, $"{name}.png");
    }

    private string SavePhotograph(PickedFace photograph, FoundFace found, ExplainedModel model, ExplainedFace face, Attribution attribution)
    {
        using var drawn = photograph.Image.Clone();
        using (var cut = found.Cut(drawn))
        using (var painted = HeatmapOverlay.Paint(cut, attribution.Heat, model.Checkpoint.Preprocessing.SeenFraction))
            found.PutBack(painted, drawn);
        var (large, scale) = FacePredictor.Enlarged(drawn);
        using var owned = large;
        var others = photograph.All.Where(other => other != found).Select(other => FacePredictor.Scaled(other.Box, scale));
        new FaceAnnotation(model.Checkpoint.Preprocessing.ClassNames).Draw(large, [new ClassifiedFace(FacePredictor.Scaled(found.Box, scale), face.Probabilities)], others: others);
        var path = Path.Combine(folder, $"{stem}_photograph.png");
        ImageFile.Write(large, path);
        return path;
    }
}

/// <summary>Holds the maps that explain a class.</summary>
/// <param name="GradCam">One value for each pixel; null without feature maps.</param>
/// <param name="Occlusion">One value for each pixel.</param>
internal sealed record Attribution(int Label, float[]? GradCam, float[] Occlusion)
{
    /// <summary>The map that a photograph shows.</summary>
    public float[] Heat => GradCam ?? Occlusion;
}

/// <summary>Draws the figures that explain a prediction.</summary>
internal static class ExplanationFigures
{
    private const int FaceSide = 216; // larger than usual, because maps show more detail than faces
    private const int Pixels = Figure.PixelRatio * FaceSide;
    private const double AspectRatio = 1.3; // of the grid of feature maps

    /// <summary>Draws a row for each class: the original face, its Grad-CAM and its occlusion sensitivity, each with its scale.</summary>
    public static Figure Attributions(string title, ExplainedModel model, ExplainedFace face, IEnumerable<Attribution> attributions)
    {
        using var original = Fitted(face.Original);
        return new FaceGrid([.. attributions.Select(attribution => Row(model, face, original, attribution).ToArray())], [], FaceSide).Draw(title);
    }

    /// <summary>Draws each feature map with colours from its least value to its greatest.</summary>
    public static Figure Maps(FeatureMaps maps, IReadOnlyList<string> classNames)
    {
        var columns = (int)Math.Ceiling(AspectRatio * Math.Sqrt(maps.Maps.Count));
        var tiles = maps.Maps.Select((map, channel) => new FaceTile(Colored(map), maps.AreOfClasses ? classNames[channel] : $"{channel}") { Channels = 3 });
        var title = $"{maps.Layer}: {maps.Maps.Count} maps of {maps.Height} x {maps.Width}{(maps.AreOfClasses ? ", one for each class" : "")}";
        return new FaceGrid([.. tiles.Chunk(columns)], [])
            .Draw(title, new ColorScale(Colored([.. Enumerable.Range(0, 64).Select(step => (float)step)]), "least of a map", "greatest"));
    }

    private static IEnumerable<FaceTile> Row(ExplainedModel model, ExplainedFace face, Mat original, Attribution attribution)
    {
        var (name, seen) = (model.Checkpoint.Preprocessing.ClassNames[attribution.Label], model.Checkpoint.Preprocessing.SeenFraction);
        yield return Tile(original, scale: null, $"{name}: {FigureStyle.Percent(face.Probabilities[attribution.Label], "0.0")}", "");
        if (attribution.GradCam is { } heat)
            yield return Painted(heat, HeatmapOverlay.Evidence(), $"Grad-CAM: evidence for {name}", $"of {model.Layer}");
        yield return Painted(attribution.Occlusion, HeatmapOverlay.Loss(attribution.Occlusion), $"Occlusion: what {name} loses (+)", "or gains (−) where hidden");

        FaceTile Painted(float[] map, ColorScale scale, params string[] caption)
        {
            using var painted = HeatmapOverlay.Paint(original, map, seen);
            return Tile(painted, scale, caption);
        }
    }

    /// <summary>Centres an image on a white square, as red, green and blue.</summary>
    private static FaceTile Tile(Mat image, ColorScale? scale, params string[] caption)
    {
        using var colors = new Mat();
        Cv2.CvtColor(image, colors, image.Channels() == 1 ? ColorConversionCodes.GRAY2RGB : ColorConversionCodes.BGR2RGB);
        var (wide, high) = (Pixels - image.Width, Pixels - image.Height);
        using var square = new Mat();
        Cv2.CopyMakeBorder(colors, square, high / 2, high - high / 2, wide / 2, wide - wide / 2, BorderTypes.Constant, Scalar.All(255));
        return square.GetArray<Vec3b>(out var pixels)
            ? new FaceTile(MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(), caption) { Channels = 3, Scale = scale }
            : throw new InvalidOperationException("The image has no pixels.");
    }

    /// <summary>Resizes a face to the tile; the pixels of a small one stay visible.</summary>
    private static Mat Fitted(Mat face)
    {
        var scale = (double)Pixels / Math.Max(face.Width, face.Height);
        var size = new Size(Math.Max(1, Math.Round(scale * face.Width)), Math.Max(1, Math.Round(scale * face.Height)));
        var fitted = new Mat();
        Cv2.Resize(face, fitted, size, interpolation: scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Nearest);
        return fitted;
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
