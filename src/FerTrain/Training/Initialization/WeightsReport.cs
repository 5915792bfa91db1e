namespace FerTrain.Training.Initialization;

/// <summary>What became of each weight when a file was matched with a model; the names are the model's where it has them.</summary>
public sealed record WeightsReport
{
    private const int Shown = 6;

    public required string File { get; init; }

    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Those of the model that the file lacks.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Those of the file that the model lacks.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Each with both types and shapes.</summary>
    public required IReadOnlyList<string> Misshaped { get; init; }

    public bool IsComplete => Missing.Count + Unexpected.Count + Misshaped.Count == 0;

    /// <summary>A line for what was loaded, and one for each kind of exception.</summary>
    public IEnumerable<string> Lines() =>
        [$"initial weights: {Loaded.Count} of {Loaded.Count + Missing.Count + Misshaped.Count} of the model, from {File}", .. Exceptions().Select(line => $"  {line}")];

    public IEnumerable<string> Exceptions()
    {
        if (Missing.Count > 0) yield return $"{Missing.Count} missing in the file: {Few(Missing)}";
        if (Unexpected.Count > 0) yield return $"{Unexpected.Count} unknown to the model: {Few(Unexpected)}";
        if (Misshaped.Count > 0) yield return $"{Misshaped.Count} of another shape: {Few(Misshaped)}";
    }

    private static string Few(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", …" : "");
}
