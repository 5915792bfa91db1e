using System.Collections.Immutable;
using FerTrain.Core.Errors;

namespace FerTrain.Models;

/// <summary>Every architecture that a config can name.</summary>
public static class ModelRegistry
{
    public static ImmutableArray<ModelEntry> All { get; } =
    [
        new("mini_xception", "arXiv:1710.07557", Total: 58_423, Trainable: 56_951, classes => new MiniXception(classes)),
    ];

    /// <summary>The entry of that name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name) ?? throw UserError.UnknownName("model", name, All.Select(entry => entry.Name));
}
