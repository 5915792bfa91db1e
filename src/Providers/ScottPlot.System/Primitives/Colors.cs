namespace ScottPlot;

public readonly struct Colors
{
    public static Color Transparent => new(255, 255, 255, 0);

    public static Color Black => new(0, 0, 0);

    public static Color White => new(255, 255, 255);

    public static Color Gray => new(128, 128, 128);
}
