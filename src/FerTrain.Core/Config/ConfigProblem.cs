namespace FerTrain.Core.Config;

/// <summary>One thing wrong in a config: the key, what it holds and what is accepted.</summary>
public sealed record ConfigProblem(string Key, object? Got, string Accepted)
{
    public override string ToString() => $"{Key}: got {Got ?? "nothing"}, accepted: {Accepted}";
}
