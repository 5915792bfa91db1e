using FerTrain.Core.Hdf5;

namespace FerTrain.Core.Config;

/// <summary>The <c>init:</c> block.</summary>
public sealed record InitConfig
{
    /// <summary>The value of <see cref="Weights"/> for random initial weights.</summary>
    public const string NoWeights = "none";

    /// <summary>Weights to start from: a PyTorch state dict (.pt, .pth), a .safetensors file or a Keras model (.h5); none initialises them from <c>train.seed</c>.</summary>
    public string Weights { get; init; } = NoWeights;

    /// <summary>Prefixes of names in that file and the prefixes that replace them, for example {backbone.: trunk.}.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Load the weights that match in name and shape and list the others, which are otherwise an error.</summary>
    public bool Partial { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Weights == NoWeights && Map.Count > 0) yield return new($"{at}.map", "renamed weights", "an empty map where init.weights is none");
        if (KerasFile.IsNameOf(Weights) && Map.Count > 0)
            yield return new($"{at}.map", "renamed weights", "an empty map for a Keras file, whose layers are matched in their order");
        if (Weights == NoWeights && Partial) yield return new($"{at}.partial", "true", "false where init.weights is none");
    }
}
