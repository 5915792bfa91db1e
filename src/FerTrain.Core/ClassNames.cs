namespace FerTrain.Core;

/// <summary>FER2013's seven expressions in the order of its label numbers.</summary>
public static class ClassNames
{
    public static IReadOnlyList<string> Fer2013 { get; } =
        ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];
}
