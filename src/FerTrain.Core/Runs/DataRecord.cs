using System.Text.Json.Serialization;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>Records what a run learns from and is scored on, as data.json.</summary>
internal sealed record DataRecord : IJsonOnDeserialized
{
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Counts the faces of each class in each split, in the order of the classes.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> Splits { get; init; }

    /// <summary>Says in sentences what was dropped, merged, repeated or left out.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    void IJsonOnDeserialized.OnDeserialized()
    {
        JsonFile.Require(Classes.Concat(Changes).All(text => text is not null), "classes and changes: texts");
        JsonFile.Require(Splits.Values.All(counts => counts?.Count == Classes.Count && counts.All(count => count >= 0)), "splits: a count for each class");
    }
}
