using OpenCvSharp;

namespace FerTrain.Vision;

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
