namespace ScottPlot.Palettes;

/// <summary>Tableau's ten colours of 2016.</summary>
public class Category10 : IPalette
{
    public Color[] Colors { get; } =
    [
        new("#1f77b4"), new("#ff7f0e"), new("#2ca02c"), new("#d62728"), new("#9467bd"),
        new("#8c564b"), new("#e377c2"), new("#7f7f7f"), new("#bcbd22"), new("#17becf"),
    ];

    public Color GetColor(int index) => Colors[index % Colors.Length];
}
