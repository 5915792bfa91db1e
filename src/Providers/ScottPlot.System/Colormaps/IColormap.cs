namespace ScottPlot;

public interface IColormap
{
    Color GetColor(double position);
}
