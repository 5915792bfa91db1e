namespace ScottPlot;

/// <summary>The formats of the real package that need no codec beyond cairo's, and the one it takes by default.</summary>
public enum ImageFormat
{
    Bmp = 0,
    Png = 2,
}
