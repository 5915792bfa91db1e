namespace ScottPlot;

public interface IPalette
{
    Color[] Colors { get; }

    Color GetColor(int index);
}
