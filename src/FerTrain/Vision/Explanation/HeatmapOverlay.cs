using System.Globalization;
using FerTrain.Data;
using FerTrain.Figures;
using OpenCvSharp;
using ScottPlot;

namespace FerTrain.Vision.Explanation;

/// <summary>Paints a heat map over a face in grey: one hue for evidence for a class, another against it, distinguishable for the colour-blind.</summary>
internal static class HeatmapOverlay
{
    private const double MaxOpacity = 0.8; // so that the face stays visible
    private const int ScaleSteps = 64;
    private const byte ScaleGrey = 170;

    /// <summary>Returns the painted face (BGR).</summary>
    /// <param name="face">The original face, of 8 bits and one channel or three (BGR).</param>
    /// <param name="heat">One value for each pixel that the model sees, row-major and square.</param>
    /// <param name="seen">The side that the model sees as a fraction of the face's, about its centre.</param>
    public static Mat Paint(Mat face, float[] heat, double seen)
    {
        var side = (int)Math.Sqrt(heat.Length);
        using var small = Mat.FromPixelData(side, side, MatType.CV_32FC1, heat);
        var size = new Size(Math.Max(1, Math.Round(seen * face.Width)), Math.Max(1, Math.Round(seen * face.Height)));
        using var large = new Mat();
        Cv2.Resize(small, large, size, interpolation: InterpolationFlags.Linear);
        using var grey = GrayscaleImage.Of(face);
        var painted = new Mat();
        Cv2.CvtColor(grey, painted, ColorConversionCodes.GRAY2BGR);
        var (left, top) = ((face.Width - size.Width) / 2, (face.Height - size.Height) / 2);
        double greatest = heat.Max(Math.Abs);
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var color = Mixed(painted.At<Vec3b>(top + y, left + x).Item0, greatest > 0 ? large.At<float>(y, x) / greatest : 0);
                painted.Set(top + y, left + x, new Vec3b(color.B, color.G, color.R));
            }

        return painted;
    }

    /// <summary>Makes the scale of a map that is never negative.</summary>
    public static ColorScale Evidence() => new(Strip(0), "none", "most");

    /// <summary>Makes the scale of losses and gains of a probability.</summary>
    public static ColorScale Loss(float[] loss)
    {
        var greatest = string.Create(CultureInfo.InvariantCulture, $"{loss.Max(Math.Abs):0.0 %}");
        return new(Strip(-1), $"−{greatest}", $"+{greatest}");
    }

    private static byte[] Strip(double least) =>
    [
        .. from step in Enumerable.Range(0, ScaleSteps)
           let color = Mixed(ScaleGrey, least + (1 - least) * step / (ScaleSteps - 1))
           from part in new[] { color.R, color.G, color.B }
           select part,
    ];

    private static Color Mixed(byte grey, double heat) =>
        new Color(grey, grey, grey).MixedWith(FigureStyle.Series[heat > 0 ? 1 : 0], MaxOpacity * Math.Min(1, Math.Abs(heat)));
}
