using System.Globalization;
using FerTrain.Figures;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Draws the faces of an image: a box, the label with its probability, and a bar for each class.</summary>
public sealed class FaceAnnotation
{
    private const string NoFace = "No face found";
    private const double LegibleFraction = 1 / 36.0; // of the image's smaller side
    private const int SmallestLine = 12;
    private const int SmallestBar = 3;
    private const int Gap = 2;

    private static readonly Scalar Shadow = Scalar.All(20);

    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<Scalar> _colors;

    public FaceAnnotation(IReadOnlyList<string> classNames)
    {
        _names = classNames;
        _colors = [.. ClassPalette.Of(classNames).Select(color => Scalar.FromRgb(color.R, color.G, color.B))];
    }

    /// <summary>Changes an image of 8 bits and three channels (BGR).</summary>
    /// <param name="image">Where the faces are.</param>
    /// <param name="faces">None is said so, unless there is a caption.</param>
    /// <param name="caption">Written in a corner.</param>
    public void Draw(Mat image, IReadOnlyList<ClassifiedFace> faces, string? caption = null)
    {
        var line = (int)Math.Max(SmallestLine, LegibleFraction * Math.Min(image.Width, image.Height));
        foreach (var face in faces)
            DrawBox(image, face, Math.Max(1, line / 7));
        var placement = new Placement(image.Size(), faces.Select(face => face.Box));
        if (faces.Count == 0) caption ??= NoFace;
        if (caption is not null) WriteCaption(image, placement, caption, 3 * line / 2);
        var labels = faces.Select(face => PlacedLabel(image, placement, face, line)).ToArray();
        foreach (var (face, label) in faces.Zip(labels))
            DrawBars(image, placement, face, label.Place.Height, line);
        foreach (var (face, (text, place)) in faces.Zip(labels))
            WriteLabel(image, text, place, _colors[face.Predicted]);
    }

    private static void WriteCaption(Mat image, Placement placement, string text, int line)
    {
        var size = LabelSize(text, line, image.Width);
        var (right, bottom) = (image.Width - size.Width, image.Height - size.Height);
        var place = placement.Best([new(new(0, 0), size), new(new(0, bottom), size), new(new(right, 0), size), new(new(right, bottom), size)]);
        placement.Take(place);
        WriteLabel(image, text, place, Scalar.All(250));
    }

    private void DrawBox(Mat image, ClassifiedFace face, int thickness)
    {
        Cv2.Rectangle(image, face.Box, Shadow, thickness + 2);
        Cv2.Rectangle(image, face.Box, _colors[face.Predicted], thickness);
    }

    private (string Text, Rect Place) PlacedLabel(Mat image, Placement placement, ClassifiedFace face, int line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_names[face.Predicted]} {face.Probabilities[face.Predicted]:0 %}");
        var box = face.Box;
        var size = LabelSize(text, Math.Clamp(box.Width / 5, Math.Max(SmallestLine, 2 * line / 3), 3 * line / 2), image.Width);
        var place = placement.Best(
        [
            new Rect(new Point(box.Left, box.Top - size.Height), size),
            new Rect(new Point(box.Left, box.Bottom), size),
            new Rect(new Point(box.Right - size.Width, box.Top - size.Height), size),
            new Rect(new Point(box.Right - size.Width, box.Bottom), size),
        ]);
        placement.Take(place);
        return (text, place);
    }

    /// <summary>As large as the box where that covers nothing, else as small as it has to be.</summary>
    private void DrawBars(Mat image, Placement placement, ClassifiedFace face, int label, int line)
    {
        var own = face.Box.Height / _names.Count;
        var large = Math.Clamp(own, line, 2 * line);
        int[] lines = [large, (large + line) / 2, line, Math.Clamp(own, SmallestBar, line), Math.Clamp(own / 2, SmallestBar, line)];
        var options = lines.Distinct()
            .Select(height => new ProbabilityBars(_names, _colors, height))
            .Where(bars => bars.Size.Width <= image.Width && bars.Size.Height <= image.Height)
            .DefaultIfEmpty(new ProbabilityBars(_names, _colors, SmallestBar))
            .Select(bars => (Bars: bars, Place: placement.Best(PlacesAround(face.Box, bars.Size, label))));
        var (chosen, place) = options.Aggregate((best, next) => placement.Covered(best.Place) == 0 ? best : next);
        placement.Take(place);
        chosen.Draw(image, place, face.Probabilities.AsSpan());
    }

    private static IEnumerable<Rect> PlacesAround(Rect box, Size size, int label)
    {
        int[] beside = [box.Right + Gap, box.Left - size.Width - Gap];
        int[] starts = [box.Top, box.Bottom - size.Height];
        int[] beyond = [box.Bottom + Gap, box.Top - size.Height - Gap, box.Bottom + label + Gap, box.Top - size.Height - label - Gap];
        int[] edges = [box.Left, box.Right - size.Width];
        return
        [
            .. from x in beside from y in starts select new Rect(new Point(x, y), size),
            .. from y in beyond from x in edges select new Rect(new Point(x, y), size),
        ];
    }

    private static Size LabelSize(string text, int line, int widest)
    {
        var width = new Lettering(line).Width(text) + line / 2;
        var fraction = Math.Min(1, (double)widest / width);
        return new Size(fraction * width, fraction * line * 5 / 4);
    }

    private static void WriteLabel(Mat image, string text, Rect place, Scalar color)
    {
        Cv2.Rectangle(image, place, color, -1);
        var line = place.Height * 4 / 5;
        var isPale = 0.114 * color.Val0 + 0.587 * color.Val1 + 0.299 * color.Val2 > 128;
        new Lettering(line).Write(image, text, place with { X = place.X + line / 4 }, isPale ? Shadow : Scalar.All(255));
    }
}

/// <summary>Finds places inside an image for what explains its faces, away from these and from each other.</summary>
internal sealed class Placement(Size image, IEnumerable<Rect> taken)
{
    private readonly List<Rect> _taken = [.. taken];

    /// <summary>The candidate, moved into the image, that covers least of what is there; the first of equals.</summary>
    public Rect Best(IEnumerable<Rect> candidates) => candidates.Select(Inside).MinBy(Covered);

    /// <summary>How many pixels of what is there a place covers.</summary>
    public long Covered(Rect place) => _taken.Select(other => Rect.Intersect(place, other)).Sum(shared => (long)shared.Width * shared.Height);

    public void Take(Rect place) => _taken.Add(place);

    private Rect Inside(Rect place)
    {
        var size = new Size(Math.Min(place.Width, image.Width), Math.Min(place.Height, image.Height));
        return new Rect(
            new Point(Math.Clamp(place.X, 0, image.Width - size.Width), Math.Clamp(place.Y, 0, image.Height - size.Height)), size);
    }
}
