using ScottPlot;

namespace FerTrain.Figures;

/// <summary>One colour for each class in every figure, from Paul Tol's bright scheme, which the colour-blind can tell apart.</summary>
public static class ClassPalette
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

    /// <summary>A known class has its own colour whatever stands beside it; others take in turn what is left.</summary>
    public static IReadOnlyList<Color> Of(IReadOnlyList<string> classNames)
    {
        Color[] free = [.. Own.Where(entry => !classNames.Contains(entry.Key)).Select(entry => entry.Value).DefaultIfEmpty(FigureStyle.Pale)];
        var taken = 0;
        return [.. classNames.Select(name => Own.TryGetValue(name, out var own) ? own : free[taken++ % free.Length])];
    }
}
