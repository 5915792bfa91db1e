using System.Globalization;
using FerTrain.Models;
using ScottPlot;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>A box of an architecture's picture and its place: the layers on the left, output shape and parameters on the right.</summary>
internal sealed class ArchitectureBox
{
    private const float TitleSize = 13, Padding = 12, Room = 28, Stripe = 5, Space = 4.5f;
    private const float TwoLines = 40, OneLine = 27;

    private readonly (string Text, bool IsStrong)[] _words;
    private readonly string _names, _shape, _parameters, _details;
    private readonly BlockKind? _kind;
    private readonly bool _repeats;

    private ArchitectureBox(ArchitectureBlock block, SKRect area)
        : this(TitleOf(block), block.Names, ShapeOf(block.OutputShape), ParametersOf(block), DetailsOf(block), area)
    {
        (_kind, _repeats, Layers) = (block.Kind, block.Repeats > 1, block.Layers);
        if (_repeats) Area = area with { Bottom = area.Bottom + ArchitectureLayout.Behind };
    }

    private ArchitectureBox((string, bool)[] words, string names, string shape, string parameters, string details, SKRect area)
    {
        (_words, _names, _shape, _parameters, _details) = (words, names, shape, parameters, details);
        (Front, Area) = (area, area);
    }

    /// <summary>The color of text that is read second.</summary>
    public static Color Soft { get; } = Color.FromHex("#5B6470");

    /// <summary>Empty for the image.</summary>
    public IReadOnlyList<GraphLayer> Layers { get; } = [];

    /// <summary>What the box covers, with the card behind it.</summary>
    public SKRect Area { get; }

    /// <summary>True on a shortcut.</summary>
    public bool IsBeside { get; private init; }

    private SKRect Front { get; }

    public static ArchitectureBox OfImage(IReadOnlyList<long> shape, float x, float y, float width) =>
        new([("Image", true)], ModelGraph.Input, ShapeOf(shape), "", $"{ModelGraph.Input}: {ShapeOf(shape)}", SKRect.Create(x, y, width, OneLine));

    /// <summary>Makes the box of a block below a height.</summary>
    public static ArchitectureBox Of(ArchitectureBlock block, float x, float y, float width, bool isBeside = false) =>
        new(block, SKRect.Create(x, y, width, HeightFor(block))) { IsBeside = isBeside };

    /// <summary>Blocks without parameters have all their texts on one line.</summary>
    public static float HeightFor(ArchitectureBlock block) => block.Parameters > 0 ? TwoLines : OneLine;

    /// <summary>The width that the texts of a block need.</summary>
    public static float WidthFor(ArchitectureBlock block)
    {
        var title = TitleOf(block).Sum(word => FigureStyle.TextWidth(word.Text, TitleSize, word.IsStrong) + Space);
        var names = FigureStyle.TextWidth(block.Names, FigureStyle.NoteSize);
        var left = block.Parameters > 0 ? Math.Max(title, names) : title + Space + names;
        var right = Math.Max(FigureStyle.TextWidth(ShapeOf(block.OutputShape), TitleSize, isBold: true), FigureStyle.TextWidth(ParametersOf(block), FigureStyle.NoteSize));
        return MathF.Ceiling(Stripe + 2 * Padding + Room + right + left);
    }

    /// <summary>The width that a heading needs.</summary>
    public static float WidthOf(string title, string about) =>
        MathF.Ceiling(Math.Max(FigureStyle.TextWidth(title, 17, isBold: true), FigureStyle.TextWidth(about, FigureStyle.NoteSize)));

    /// <summary>Draws the box as a group whose title tells each layer.</summary>
    public GroupMark Draw()
    {
        var (fill, line) = Colors();
        var marks = new List<Mark>();
        const float behind = ArchitectureLayout.Behind;
        if (_repeats) marks.Add(new RectangleMark(SKRect.Create(Front.Left + behind, Front.Top + behind, Front.Width - behind, Front.Height), fill, line));
        var card = _repeats ? Front with { Right = Front.Right - ArchitectureLayout.Behind } : Front;
        marks.Add(new RectangleMark(card, fill, line));
        marks.Add(new RectangleMark(card with { Right = card.Left + Stripe }, line, line));
        var (x, right, upper, lower) = (card.Left + Stripe + Padding, card.Right - Padding, card.Top + 18, card.Top + 33);
        foreach (var (text, isStrong) in _words)
        {
            marks.Add(new TextMark(x, upper, text, TitleSize, FigureStyle.Ink) { IsBold = isStrong });
            x += FigureStyle.TextWidth(text, TitleSize, isStrong) + Space;
        }

        var isLow = card.Height < TwoLines;
        marks.Add(new TextMark(isLow ? x + Space : card.Left + Stripe + Padding, isLow ? upper : lower, _names, FigureStyle.NoteSize, Soft));
        marks.Add(new TextMark(right, upper, _shape, TitleSize, FigureStyle.Ink) { IsBold = true, IsRight = true });
        if (_parameters.Length > 0) marks.Add(new TextMark(right, lower, _parameters, FigureStyle.NoteSize, Soft) { IsRight = true });
        return new GroupMark(_details, marks);
    }

    private (Color Fill, Color Line) Colors()
    {
        var line = _kind switch
        {
            BlockKind.Convolution => FigureStyle.Series[0],
            BlockKind.Pool => FigureStyle.Series[1],
            BlockKind.Dense => FigureStyle.Series[2],
            _ => FigureStyle.Pale,
        };
        return (line.MixedWith(ScottPlot.Colors.White, 0.9), line);
    }

    private static (string Text, bool IsStrong)[] TitleOf(ArchitectureBlock block)
    {
        var words = block.Words.Select((word, i) => (i == 0 ? word.Text : $"· {word.Text}", word.IsStrong));
        return block.Repeats == 1 ? [.. words] : [(string.Create(CultureInfo.InvariantCulture, $"{block.Repeats} ×"), true), .. words];
    }

    private static string ShapeOf(IReadOnlyList<long> shape) => shape is [_, var channels, var height, var width]
        ? string.Create(CultureInfo.InvariantCulture, $"{height} × {width} × {channels}")
        : string.Join(" × ", shape.Skip(1).Select(size => size.ToString(CultureInfo.InvariantCulture)));

    private static string ParametersOf(ArchitectureBlock block) => block.Parameters == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{block.Parameters:N0} parameters{(block.IsFrozen ? ", frozen" : "")}");

    private static string DetailsOf(ArchitectureBlock block) => string.Join('\n', block.Layers.Select(layer =>
        string.Create(CultureInfo.InvariantCulture, $"{layer.Name} ({layer.Type}): {ShapeOf(layer.OutputShape)}, {layer.Parameters.Total:N0} parameters")));
}
