namespace ScottPlot.Palettes;

/// <summary>Wong, Points of view: Color blindness, Nature Methods 8, 441 (2011).</summary>
public class ColorblindFriendly : IPalette
{
    public Color[] Colors { get; } =
    [
        new("#000000"), new("#E69F00"), new("#56B4E9"), new("#009E73"),
        new("#F0E442"), new("#0072B2"), new("#D55E00"), new("#CC79A7"),
    ];

    public Color GetColor(int index) => Colors[index % Colors.Length];
}
