using FerTrain.Core.Hdf5;

namespace FerTrain.Core.Config;

/// <summary>The <c>init:</c> block.</summary>
public sealed record InitConfig
{
    /// <summary>The value of <see cref="Weights"/> that draws them.</summary>
    public const string NoWeights = "none";

    /// <summary>A PyTorch state dict (.pt, .pth), .safetensors file or Keras model (.h5) to start from; none draws the weights by <c>train.seed</c>.</summary>
    public string Weights { get; init; } = NoWeights;

    /// <summary>Beginnings of names in that file and what they are in the model, for example {backbone.: trunk.}.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Weights that only the model or only the file has, or that differ in shape, are listed and left as they are, where they are otherwise an error.</summary>
    public bool Partial { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Weights == NoWeights && Map.Count > 0) yield return new($"{at}.map", "renamed weights", "an empty map where init.weights is none");
        if (KerasFile.IsNameOf(Weights) && Map.Count > 0) yield return new($"{at}.map", "renamed weights", "an empty map for a Keras file, whose layers are matched in their order");
        if (Weights == NoWeights && Partial) yield return new($"{at}.partial", "true", "false where init.weights is none");
    }
}
