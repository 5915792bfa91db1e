using FerTrain.Figures;
using ScottPlot;

namespace FerTrain.Vision.Explanation;

/// <summary>Colours over a grey face: one hue for what speaks for a class, another for what speaks against it, told apart by the colour-blind too.</summary>
public static class HeatOverlay
{
    private const double Strongest = 0.8; // of the colour, so that the face is seen through it

    /// <summary>Red, green and blue of each pixel.</summary>
    /// <param name="face">Grey, row-major.</param>
    /// <param name="heat">Of the same size.</param>
    public static byte[] Paint(byte[] face, float[] heat)
    {
        double greatest = heat.Max(Math.Abs);
        var painted = new byte[3 * face.Length];
        for (var i = 0; i < face.Length; i++)
        {
            var grey = new Color(face[i], face[i], face[i]);
            var hue = FigureStyle.Series[heat[i] > 0 ? 1 : 0];
            var color = grey.MixedWith(hue, greatest > 0 ? Strongest * Math.Abs(heat[i]) / greatest : 0);
            (painted[3 * i], painted[3 * i + 1], painted[3 * i + 2]) = (color.R, color.G, color.B);
        }

        return painted;
    }
}
