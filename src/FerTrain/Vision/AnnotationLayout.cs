using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds places for the texts of an image in one size, unless one is wider than the image: a label at each face and, for a few faces, bars beside each.</summary>
/// <param name="Line">The height of a line of text in pixels, the same for all.</param>
/// <param name="Labels">The area of each face's label.</param>
/// <param name="Panels">The area of each face's bars; empty if there are many faces, or if bars would cover a face or each other.</param>
/// <param name="Caption">The area of the caption, if there is one.</param>
internal sealed record AnnotationLayout(int Line, IReadOnlyList<Rect> Labels, IReadOnlyList<Rect> Panels, Rect? Caption)
{
    /// <summary>The number of faces above which they have labels alone.</summary>
    public const int MostPanels = 4;

    private const double LineFraction = 1 / 36.0; // of the image's shorter side
    private const int SmallestLine = 12;
    private const double SizeAlone = 1.5; // of a caption without faces
    private const int Gap = 2;

    private const double LinesOfFace = 8; // bars in the usual size or no higher than the smallest face

    // Of the usual size: large where there is room, and smaller before bars are given up. Few sizes, so that a video is steady.
    private static readonly double[] Sizes = [2, 1.5, 1.25, 1, 0.8, 0.65, 0.5];

    /// <summary>Chooses the largest size with which nothing is covered, with bars if possible.</summary>
    /// <param name="image">The size of the image.</param>
    /// <param name="boxes">The boxes of the faces.</param>
    /// <param name="texts">The label of each face.</param>
    /// <param name="caption">A text for a corner, or null.</param>
    /// <param name="panel">Gives the size of a face's bars for a height of a line.</param>
    /// <param name="others">Further faces, which are left as they are.</param>
    public static AnnotationLayout Of(Size image, IReadOnlyList<Rect> boxes, IReadOnlyList<string> texts, string? caption, Func<int, Size> panel, IReadOnlyList<Rect> others)
    {
        var usual = LineFraction * Math.Min(image.Width, image.Height);
        var largest = boxes.Select(box => Math.Max(1, box.Height / LinesOfFace / usual)).DefaultIfEmpty(SizeAlone).Min();
        int[] lines = [.. Sizes.Where(size => size <= largest).Select(size => (int)Math.Max(SmallestLine, size * usual)).Distinct()];
        bool[] withPanels = boxes.Count is > 0 and <= MostPanels ? [true, false] : [false];
        var layouts = withPanels.SelectMany(_ => lines, (hasPanels, line) => Of(image, boxes, texts, caption, line, hasPanels ? panel(line) : null, others)).ToArray();
        return layouts.FirstOrDefault(layout => layout.Covered == 0).Layout
            ?? layouts.Where(layout => layout.Layout.Panels.Count == 0).MinBy(layout => layout.Covered).Layout;
    }

    private static (AnnotationLayout Layout, long Covered) Of(
        Size image, IReadOnlyList<Rect> boxes, IReadOnlyList<string> texts, string? caption, int line, Size? panel, IReadOnlyList<Rect> others)
    {
        var placement = new LabelPlacement(image, boxes.Concat(others));
        Rect? corner = caption is null ? null : placement.Place(Corners(image, LabelSize(caption, line, image.Width)));
        Rect[] labels = [.. boxes.Zip(texts, (box, text) => placement.Place(AtEdges(box, LabelSize(text, line, image.Width))))];
        var label = labels.Length == 0 ? 0 : labels[0].Height;
        Rect[] panels = panel is { } size ? [.. boxes.Select(box => placement.Place(Around(box, size, label)))] : [];
        var isCut = panel is { } full && panels.Any(area => area.Size != full);
        return (new(line, labels, panels, corner), isCut ? long.MaxValue : placement.Overlap);
    }

    private static Rect[] Corners(Size image, Size size)
    {
        var (right, bottom) = (image.Width - size.Width, image.Height - size.Height);
        return [new(new(0, 0), size), new(new(0, bottom), size), new(new(right, 0), size), new(new(right, bottom), size)];
    }

    private static IEnumerable<Rect> AtEdges(Rect box, Size size)
    {
        int[] edges = [box.Left, box.Right - size.Width, box.Left + (box.Width - size.Width) / 2];
        int[] beside = [box.Right + Gap, box.Left - size.Width - Gap];
        return
        [
            .. from y in (int[])[box.Top - size.Height, box.Bottom] from x in edges select new Rect(new Point(x, y), size),
            .. from x in beside from y in (int[])[box.Top, box.Bottom - size.Height] select new Rect(new Point(x, y), size),
        ];
    }

    private static IEnumerable<Rect> Around(Rect box, Size size, int label)
    {
        int[] beside = [box.Right + Gap, box.Left - size.Width - Gap];
        int[] starts = [box.Top, box.Bottom - size.Height, box.Top + (box.Height - size.Height) / 2];
        int[] beyond = [box.Bottom + Gap, box.Top - size.Height - Gap, box.Bottom + label + Gap, box.Top - size.Height - label - Gap];
        int[] edges = [box.Left, box.Right - size.Width, box.Left + (box.Width - size.Width) / 2];
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
}

/// <summary>Finds positions for labels and bars inside an image, away from its faces and from each other.</summary>
internal sealed class LabelPlacement(Size image, IEnumerable<Rect> faces)
{
    private readonly List<Rect> _occupied = [.. faces];

    /// <summary>Counts the pixels of faces and labels that the placed areas cover.</summary>
    public long Overlap { get; private set; }

    /// <summary>Reserves the candidate that covers least, moved into the image; the first of equals.</summary>
    public Rect Place(IEnumerable<Rect> candidates)
    {
        var best = Best(candidates);
        Overlap += Covered(best);
        _occupied.Add(best);
        return best;
    }

    /// <summary>Returns the candidate that covers least, moved into the image; the first of equals.</summary>
    public Rect Best(IEnumerable<Rect> candidates) => candidates.Select(Inside).MinBy(Covered);

    /// <summary>Counts the pixels of faces and labels that an area covers.</summary>
    public long Covered(Rect area) => _occupied.Select(other => Rect.Intersect(area, other)).Sum(overlap => (long)overlap.Width * overlap.Height);

    private Rect Inside(Rect area)
    {
        var size = new Size(Math.Min(area.Width, image.Width), Math.Min(area.Height, image.Height));
        return new Rect(
            new Point(Math.Clamp(area.X, 0, image.Width - size.Width), Math.Clamp(area.Y, 0, image.Height - size.Height)), size);
    }
}
