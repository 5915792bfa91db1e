namespace FerTrain.Core;

/// <summary>The expressions that data sets tell apart, in the order of their class numbers.</summary>
public static class ClassNames
{
    /// <summary>In the order of FER2013's label numbers.</summary>
    public static IReadOnlyList<string> Fer2013 { get; } =
        ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

    /// <summary>FER2013's and the one that FER+ adds (Barsoum et al., 2016).</summary>
    public static IReadOnlyList<string> FerPlus { get; } = [.. Fer2013, "contempt"];
}
