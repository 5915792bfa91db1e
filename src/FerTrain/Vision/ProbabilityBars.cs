using System.Globalization;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>A bar for each class on a pale panel; with names and numbers where a line has room for them.</summary>
internal sealed class ProbabilityBars
{
    private const int SmallestLegibleLine = 10;
    private const double PanelOpacity = 0.86;
    private const double BarLengthInLines = 5;

    private static readonly Scalar Paper = Scalar.All(250);
    private static readonly Scalar Ink = Scalar.All(25);
    private static readonly Scalar Track = Scalar.All(222);
    private static readonly Scalar Frame = Scalar.All(90);

    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<Scalar> _colors;
    private readonly int _line;
    private readonly int _margin;
    private readonly Lettering? _lettering;
    private readonly int _nameWidth;
    private readonly int _numberWidth;

    /// <param name="names">Of the classes.</param>
    /// <param name="colors">Theirs.</param>
    /// <param name="line">Height of a bar with its distance to the next.</param>
    public ProbabilityBars(IReadOnlyList<string> names, IReadOnlyList<Scalar> colors, int line)
    {
        (_names, _colors, _line, _margin) = (names, colors, line, Math.Max(1, line / 4));
        var barLength = (int)(BarLengthInLines * line);
        if (line >= SmallestLegibleLine)
        {
            _lettering = new Lettering(line);
            _nameWidth = names.Max(_lettering.Width) + line / 2;
            _numberWidth = _lettering.Width("100 %") + line / 2;
        }

        Size = new Size(2 * _margin + _nameWidth + barLength + _numberWidth, 2 * _margin + names.Count * line);
    }

    public Size Size { get; }

    public void Draw(Mat image, Rect place, ReadOnlySpan<float> probabilities)
    {
        Whiten(image, place);
        var barLength = place.Width - 2 * _margin - _nameWidth - _numberWidth;
        for (var i = 0; i < _names.Count; i++)
        {
            var row = new Rect(place.Left + _margin, place.Top + _margin + i * _line, place.Width - 2 * _margin, _line);
            var gap = _line >= 4 ? Math.Max(1, _line / 6) : 0;
            var track = new Rect(row.Left + _nameWidth, row.Top + gap, barLength, _line - Math.Max(1, 2 * gap));
            Cv2.Rectangle(image, track, Track, -1);
            var length = (int)Math.Round(Math.Clamp(probabilities[i], 0, 1) * barLength);
            if (length > 0) Cv2.Rectangle(image, track with { Width = length }, _colors[i], -1);
            _lettering?.Write(image, _names[i], row, Ink);
            var number = probabilities[i].ToString("0 %", CultureInfo.InvariantCulture);
            _lettering?.Write(image, number, row with { X = row.Right - _lettering.Width(number) }, Ink);
        }
    }

    private static void Whiten(Mat image, Rect place)
    {
        using var area = new Mat(image, place);
        using var paper = new Mat(area.Size(), area.Type(), Paper);
        Cv2.AddWeighted(area, 1 - PanelOpacity, paper, PanelOpacity, 0, area);
        Cv2.Rectangle(image, place, Frame);
    }
}

/// <summary>Text of a given height on images.</summary>
internal sealed class Lettering
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;
    private const double CapitalHeight = 21; // of the font at scale 1
    private const double LineFraction = 0.6; // capitals of a line, the rest is space

    private readonly double _scale;
    private readonly int _thickness;

    /// <param name="line">Pixels from one line to the next.</param>
    public Lettering(double line)
    {
        _scale = LineFraction * line / CapitalHeight;
        _thickness = Math.Max(1, (int)Math.Round(1.6 * _scale));
    }

    public int Width(string text) => Cv2.GetTextSize(text, Font, _scale, _thickness, out _).Width;

    /// <summary>Writes from the left edge of a line that has the place's height.</summary>
    public void Write(Mat image, string text, Rect place, Scalar color)
    {
        var baseLine = place.Top + (place.Height + CapitalHeight * _scale) / 2;
        Cv2.PutText(image, text, new Point(place.Left, baseLine), Font, _scale, color, _thickness, LineTypes.AntiAlias);
    }
}
