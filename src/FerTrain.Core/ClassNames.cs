namespace FerTrain.Core;

/// <summary>Lists the expressions of each dataset in the order of their class numbers.</summary>
internal static class ClassNames
{
    /// <summary>FER2013's classes in the order of their labels.</summary>
    public static IReadOnlyList<string> Fer2013 { get; } =
        ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

    /// <summary>FER2013's classes and the one that FER+ adds (Barsoum et al., 2016).</summary>
    public static IReadOnlyList<string> FerPlus { get; } = [.. Fer2013, "contempt"];
}
