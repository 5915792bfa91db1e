using ScottPlot;

namespace FerTrain.Figures;

/// <summary>From white through a light blue to a dark one, so that more is darker in grey too.</summary>
internal sealed class SequentialColors : IColormap
{
    private static readonly Color[] Stops = [Colors.White, Color.FromHex("#6BA3D6"), Color.FromHex("#08306B")];

    public string Name => nameof(SequentialColors);

    public Color GetColor(double position)
    {
        var place = Math.Clamp(position, 0, 1) * (Stops.Length - 1);
        var below = Math.Min((int)place, Stops.Length - 2);
        return Stops[below].MixedWith(Stops[below + 1], place - below);
    }
}
