using System.Globalization;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Draws a bar for each class on a light panel, with names and numbers if a line has room for them.</summary>
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
    private readonly ImageText? _text;
    private readonly int _nameWidth;
    private readonly int _numberWidth;

    /// <param name="names">The names of the classes.</param>
    /// <param name="colors">The colours of the classes.</param>
    /// <param name="line">The height of a bar with its distance to the next, in pixels.</param>
    public ProbabilityBars(IReadOnlyList<string> names, IReadOnlyList<Scalar> colors, int line)
    {
        (_names, _colors, _line, _margin) = (names, colors, line, Math.Max(1, line / 4));
        var barLength = (int)(BarLengthInLines * line);
        if (line >= SmallestLegibleLine)
        {
            _text = new ImageText(line);
            _nameWidth = names.Max(_text.Width) + line / 2;
            _numberWidth = _text.Width("100 %") + line / 2;
        }

        Size = new Size(2 * _margin + _nameWidth + barLength + _numberWidth, 2 * _margin + names.Count * line);
    }

    public Size Size { get; }

    public void Draw(Mat image, Rect area, ReadOnlySpan<float> probabilities)
    {
        DrawPanel(image, area);
        var barLength = area.Width - 2 * _margin - _nameWidth - _numberWidth;
        for (var i = 0; i < _names.Count; i++)
        {
            var row = new Rect(area.Left + _margin, area.Top + _margin + i * _line, area.Width - 2 * _margin, _line);
            var gap = _line >= 4 ? Math.Max(1, _line / 6) : 0;
            var track = new Rect(row.Left + _nameWidth, row.Top + gap, barLength, _line - Math.Max(1, 2 * gap));
            Cv2.Rectangle(image, track, Track, -1);
            var length = (int)Math.Round(Math.Clamp(probabilities[i], 0, 1) * barLength);
            if (length > 0) Cv2.Rectangle(image, track with { Width = length }, _colors[i], -1);
            _text?.Write(image, _names[i], row, Ink);
            var number = probabilities[i].ToString("0 %", CultureInfo.InvariantCulture);
            _text?.Write(image, number, row with { X = row.Right - _text.Width(number) }, Ink);
        }
    }

    private static void DrawPanel(Mat image, Rect area)
    {
        using var panel = new Mat(image, area);
        using var paper = new Mat(panel.Size(), panel.Type(), Paper);
        Cv2.AddWeighted(panel, 1 - PanelOpacity, paper, PanelOpacity, 0, panel);
        Cv2.Rectangle(image, area, Frame);
    }
}
