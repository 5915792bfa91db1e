using ScottPlot;

namespace FerTrain.Figures;

/// <summary>The colours of the classes, the same in every figure: Paul Tol's bright scheme, safe for the colour-blind.</summary>
internal static class ClassPalette
{
    private static readonly OrderedDictionary<string, Color> Own = new()
    {
        ["angry"] = Color.FromHex("#EE6677"),
        ["disgust"] = Color.FromHex("#228833"),
        ["fear"] = Color.FromHex("#AA3377"),
        ["happy"] = Color.FromHex("#CCBB44"),
        ["sad"] = Color.FromHex("#4477AA"),
        ["surprise"] = Color.FromHex("#66CCEE"),
        ["neutral"] = Color.FromHex("#BBBBBB"),
        ["contempt"] = Color.FromHex("#444444"),
    };

    /// <summary>Gives a known class its own colour whatever the others are, and unknown classes the colours that are left.</summary>
    public static IReadOnlyList<Color> Of(IReadOnlyList<string> classNames)
    {
        Color[] free = [.. Own.Where(entry => !classNames.Contains(entry.Key)).Select(entry => entry.Value).DefaultIfEmpty(FigureStyle.Pale)];
        var taken = 0;
        return [.. classNames.Select(name => Own.TryGetValue(name, out var own) ? own : free[taken++ % free.Length])];
    }
}

/// <summary>The colours of the runs in a comparison, safe for the colour-blind; further runs get the same ones paler, with dashed lines.</summary>
internal static class RunPalette
{
    private static readonly Color[] Hues =
    [
        .. FigureStyle.Series, Color.FromHex("#117733"), Color.FromHex("#66CCEE"), Color.FromHex("#AA4499"), Color.FromHex("#999933"), FigureStyle.Ink,
    ];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    public static Color ColorOf(int run) => Hues[run % Hues.Length].MixedWith(Colors.White, 0.35 * Round(run));

    public static LinePattern PatternOf(int run) => Patterns[Round(run)];

    private static int Round(int run) => run / Hues.Length % Patterns.Length;
}

/// <summary>The colours of a heat map, from white through light blue to dark blue, which also darken in grey.</summary>
internal sealed class SequentialColors : IColormap
{
    private static readonly Color[] Stops = [Colors.White, Color.FromHex("#6BA3D6"), Color.FromHex("#08306B")];

    public string Name => nameof(SequentialColors);

    public Color GetColor(double position)
    {
        var scaled = Math.Clamp(position, 0, 1) * (Stops.Length - 1);
        var below = Math.Min((int)scaled, Stops.Length - 2);
        return Stops[below].MixedWith(Stops[below + 1], scaled - below);
    }
}
