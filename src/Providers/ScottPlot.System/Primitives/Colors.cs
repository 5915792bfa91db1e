namespace ScottPlot;

public readonly struct Colors
{
    public static Color Transparent => new(255, 255, 255, 0);

    public static Color Black => new(0, 0, 0);

    public static Color White => new(255, 255, 255);

    public static Color Gray => new(128, 128, 128);

    public static Color LightGray => new(211, 211, 211);

    public static Color DarkGray => new(169, 169, 169);

    public static Color Yellow => new(255, 255, 0);

    public static Color Red => new(255, 0, 0);
}
