using System.Globalization;

namespace FerTrain.Core.Config;

/// <summary>One thing wrong in a config: the key, what it holds and what is accepted.</summary>
public sealed record ConfigProblem(string Key, object? Got, string Accepted)
{
    /// <summary>The problem told at a place where the key was set, for example "mini.yaml:3 train.epochs".</summary>
    public string At(string place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place}: got {Got ?? "nothing"}, accepted {Accepted}");

    public override string ToString() => At(Key);
}
