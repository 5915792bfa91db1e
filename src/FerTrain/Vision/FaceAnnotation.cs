using System.Globalization;
using FerTrain.Figures;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Draws the faces of an image: a box, the label with its probability, and a bar for each class.</summary>
internal sealed class FaceAnnotation
{
    private const string NoFace = "No face found";
    private const double LineFraction = 1 / 36.0; // of the image's shorter side
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

    /// <summary>Draws on an image of 8 bits and three channels (BGR).</summary>
    /// <param name="image">The image, which is changed.</param>
    /// <param name="faces">The faces in pixels of the image. Without a face and a caption, "No face found" is written.</param>
    /// <param name="caption">A text for a corner of the image.</param>
    /// <param name="others">Further faces, which are left as they are.</param>
    public void Draw(Mat image, IReadOnlyList<ClassifiedFace> faces, string? caption = null, params IEnumerable<Rect> others)
    {
        var line = (int)Math.Max(SmallestLine, LineFraction * Math.Min(image.Width, image.Height));
        foreach (var face in faces)
            DrawBox(image, face, Math.Max(1, line / 7));
        var placement = new LabelPlacement(image.Size(), faces.Select(face => face.Box).Concat(others));
        if (faces.Count == 0) caption ??= NoFace;
        if (caption is not null) WriteCaption(image, placement, caption, 3 * line / 2);
        var labels = faces.Select(face => LabelArea(image, placement, face, line)).ToArray();
        foreach (var (face, label) in faces.Zip(labels))
            DrawBars(image, placement, face, label.Area.Height, line);
        foreach (var (face, (text, area)) in faces.Zip(labels))
            WriteLabel(image, text, area, _colors[face.Predicted]);
    }

    private static void WriteCaption(Mat image, LabelPlacement placement, string text, int line)
    {
        var size = LabelSize(text, line, image.Width);
        var (right, bottom) = (image.Width - size.Width, image.Height - size.Height);
        var area = placement.Best([new(new(0, 0), size), new(new(0, bottom), size), new(new(right, 0), size), new(new(right, bottom), size)]);
        placement.Reserve(area);
        WriteLabel(image, text, area, Scalar.All(250));
    }

    private void DrawBox(Mat image, ClassifiedFace face, int thickness)
    {
        Cv2.Rectangle(image, face.Box, Shadow, thickness + 2);
        Cv2.Rectangle(image, face.Box, _colors[face.Predicted], thickness);
    }

    private (string Text, Rect Area) LabelArea(Mat image, LabelPlacement placement, ClassifiedFace face, int line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_names[face.Predicted]} {face.Probabilities[face.Predicted]:0 %}");
        var box = face.Box;
        var size = LabelSize(text, Math.Clamp(box.Width / 5, Math.Max(SmallestLine, 2 * line / 3), 3 * line / 2), image.Width);
        var area = placement.Best(
        [
            new Rect(new Point(box.Left, box.Top - size.Height), size),
            new Rect(new Point(box.Left, box.Bottom), size),
            new Rect(new Point(box.Right - size.Width, box.Top - size.Height), size),
            new Rect(new Point(box.Right - size.Width, box.Bottom), size),
        ]);
        placement.Reserve(area);
        return (text, area);
    }

    /// <summary>Draws the bars as high as the box if they cover nothing there, or else as small as necessary.</summary>
    private void DrawBars(Mat image, LabelPlacement placement, ClassifiedFace face, int label, int line)
    {
        var own = face.Box.Height / _names.Count;
        var large = Math.Clamp(own, line, 2 * line);
        int[] lines = [large, (large + line) / 2, line, Math.Clamp(own, SmallestBar, line), Math.Clamp(own / 2, SmallestBar, line)];
        var options = lines.Distinct()
            .Select(height => new ProbabilityBars(_names, _colors, height))
            .Where(bars => bars.Size.Width <= image.Width && bars.Size.Height <= image.Height)
            .DefaultIfEmpty(new ProbabilityBars(_names, _colors, SmallestBar))
            .Select(bars => (Bars: bars, Area: placement.Best(AreasAround(face.Box, bars.Size, label))));
        var (chosen, area) = options.Aggregate((best, next) => placement.Covered(best.Area) == 0 ? best : next);
        placement.Reserve(area);
        chosen.Draw(image, area, face.Probabilities.AsSpan());
    }

    private static IEnumerable<Rect> AreasAround(Rect box, Size size, int label)
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
        var width = new ImageText(line).Width(text) + line / 2;
        var fraction = Math.Min(1, (double)widest / width);
        return new Size(fraction * width, fraction * line * 5 / 4);
    }

    private static void WriteLabel(Mat image, string text, Rect area, Scalar color)
    {
        Cv2.Rectangle(image, area, color, -1);
        var line = area.Height * 4 / 5;
        var isPale = 0.114 * color.Val0 + 0.587 * color.Val1 + 0.299 * color.Val2 > 128;
        new ImageText(line).Write(image, text, area with { X = area.X + line / 4 }, isPale ? Shadow : Scalar.All(255));
    }
}

/// <summary>Finds positions for labels and bars inside an image, away from its faces and from each other.</summary>
internal sealed class LabelPlacement(Size image, IEnumerable<Rect> faces)
{
    private readonly List<Rect> _occupied = [.. faces];

    /// <summary>Returns the candidate that covers least, moved into the image; the first of equals.</summary>
    public Rect Best(IEnumerable<Rect> candidates) => candidates.Select(Inside).MinBy(Covered);

    /// <summary>Counts the pixels of faces and labels that an area covers.</summary>
    public long Covered(Rect area) => _occupied.Select(other => Rect.Intersect(area, other)).Sum(overlap => (long)overlap.Width * overlap.Height);

    public void Reserve(Rect area) => _occupied.Add(area);

    private Rect Inside(Rect area)
    {
        var size = new Size(Math.Min(area.Width, image.Width), Math.Min(area.Height, image.Height));
        return new Rect(
            new Point(Math.Clamp(area.X, 0, image.Width - size.Width), Math.Clamp(area.Y, 0, image.Height - size.Height)), size);
    }
}
