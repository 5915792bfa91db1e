using System.Globalization;
using FerTrain.Figures;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Draws the faces of an image: a box, the label with its probability, a bar for each class if the faces are few, and on request a drawn face of the expression.</summary>
internal sealed class FaceAnnotation
{
    private const string NoFace = "No face found";

    private const int ThinnestLine = 2;
    private const int Gap = 2;
    private const int SidesOfLine = 250; // the shorter side of an image in lines of its boxes

    private static readonly Scalar Shadow = Scalar.All(20);
    private static readonly Scalar Unsure = Scalar.All(150);

    private readonly ExpressionNames _names;
    private readonly IReadOnlyList<Scalar> _colors;
    private readonly IReadOnlyList<ExpressionEmoji?> _emoji;

    /// <param name="classNames">The classes in the order of their numbers.</param>
    /// <param name="emoji">Whether to draw the expression beside each face, where the class has one.</param>
    public FaceAnnotation(IReadOnlyList<string> classNames, bool emoji = false)
        : this(new ExpressionNames(classNames)) => _emoji = [.. classNames.Select(name => emoji ? ExpressionEmoji.Of(name) : null)];

    public FaceAnnotation(ExpressionNames names)
    {
        _names = names;
        _emoji = [.. names.Classes.Select(_ => default(ExpressionEmoji))];
        _colors = [.. ClassPalette.Of(names.Classes).Select(color => Scalar.FromRgb(color.R, color.G, color.B))];
    }

    /// <summary>Draws on an image of 8 bits and three channels (BGR).</summary>
    /// <param name="image">The image, which is changed.</param>
    /// <param name="faces">The faces in pixels of the image. Without any, "No face found" is written, before the caption.</param>
    /// <param name="caption">A text for a corner of the image.</param>
    /// <param name="others">Further faces, which are left as they are.</param>
    public void Draw(Mat image, IReadOnlyList<ClassifiedFace> faces, string? caption = null, params IEnumerable<Rect> others)
    {
        if (faces.Count == 0) caption = caption is null ? NoFace : $"{NoFace}, {caption}";
        var layout = Layout(image.Size(), faces, caption, others);
        foreach (var face in faces)
            DrawBox(image, face, Math.Max(ThinnestLine, Math.Min(image.Width, image.Height) / SidesOfLine));
        foreach (var (face, area) in faces.Zip(layout.Panels))
            Bars(layout.Line).Draw(image, area, face.Probabilities.AsSpan());
        PasteEmoji(image, faces, layout);
        if (layout.Caption is { } corner) WriteLabel(image, caption!, corner, Scalar.All(250));
        foreach (var (face, area) in faces.Zip(layout.Labels))
            WriteLabel(image, Text(face), area, ColorOf(face));
    }

    /// <summary>Whether bars for each face fit into an image without covering a face or each other.</summary>
    public bool HasRoomForBars(Size image, IReadOnlyList<ClassifiedFace> faces, string? caption) => Layout(image, faces, caption, []).Panels.Count > 0;

    private AnnotationLayout Layout(Size image, IReadOnlyList<ClassifiedFace> faces, string? caption, IEnumerable<Rect> others) =>
        AnnotationLayout.Of(image, [.. faces.Select(face => face.Box)], [.. faces.Select(Text)], caption, line => Bars(line).Size, [.. others]);

    private ProbabilityBars Bars(int line) => new(_names.Classes, _colors, line);

    private string Text(ClassifiedFace face) => string.Create(CultureInfo.InvariantCulture, $"{_names.Of(face)} {face.Probabilities[face.Predicted]:0 %}");

    private Scalar ColorOf(ClassifiedFace face) => _names.IsSure(face) ? _colors[face.Predicted] : Unsure;

    private void DrawBox(Mat image, ClassifiedFace face, int thickness)
    {
        Cv2.Rectangle(image, face.Box, Shadow, thickness + 2);
        Cv2.Rectangle(image, face.Box, ColorOf(face), thickness);
    }

    /// <summary>Draws each expression beside its face, where it covers least.</summary>
    private void PasteEmoji(Mat image, IReadOnlyList<ClassifiedFace> faces, AnnotationLayout layout)
    {
        Rect[] caption = layout.Caption is { } corner ? [corner] : [];
        var placement = new LabelPlacement(image.Size(), [.. faces.Select(face => face.Box), .. layout.Labels, .. layout.Panels, .. caption]);
        foreach (var face in faces)
        {
            if (_emoji[face.Predicted] is not { } emoji) continue;
            var box = face.Box;
            var side = Math.Min(Math.Clamp(box.Height / 2, 2 * layout.Line, 8 * layout.Line), Math.Min(image.Width, image.Height));
            int[] beside = [box.Left - side - Gap, box.Right + Gap];
            int[] heights = [box.Top, box.Bottom - side, box.Top - side - Gap, box.Bottom + Gap];
            var size = new Size(side, side);
            emoji.Paste(image, placement.Place([.. from y in heights from x in beside select new Rect(new Point(x, y), size), new Rect(box.TopLeft, size)]));
        }
    }

    private static void WriteLabel(Mat image, string text, Rect area, Scalar color)
    {
        Cv2.Rectangle(image, area, color, -1);
        var line = area.Height * 4 / 5;
        if (line == 0) return; // the image is narrower than a letter
        var isPale = 0.114 * color.Val0 + 0.587 * color.Val1 + 0.299 * color.Val2 > 128;
        new ImageText(line).Write(image, text, area with { X = area.X + line / 4 }, isPale ? Shadow : Scalar.All(255));
    }
}
