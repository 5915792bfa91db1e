using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Hdf5;
using FerTrain.Models;
using static TorchSharp.torch;

namespace FerTrain.Training.Initialization;

/// <summary>Weights of another program that a model starts from, matched with it by name and shape: <c>init.weights</c>.</summary>
internal sealed class InitialWeights
{
    private const string BatchCounter = ".num_batches_tracked"; // nothing computes with it, so files may have it or not

    private const int LongestName = 300;

    private readonly Dictionary<string, StoredTensor> _matched;

    private InitialWeights(WeightsReport report, Dictionary<string, StoredTensor> matched, string sha256) =>
        (Report, _matched, Sha256) = (report, matched, sha256);

    public WeightsReport Report { get; }

    /// <summary>SHA-256 of the file in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Reads the weights that a config names and matches them with its model; null where it names none.</summary>
    /// <exception cref="UserError">They can't be read, or are not the model's and <c>init.partial</c> is false.</exception>
    public static InitialWeights? Read(RunConfig config, int classes)
    {
        if (config.Init.Weights == InitConfig.NoWeights) return null;
        var (file, pixels) = (config.Init.Weights, config.Preprocess);
        var input = new ModelInput(classes, pixels.Channels, pixels.InputSize);
        using var model = ModelRegistry.Network(config.Model.Name).Create(input);
        var weights = KerasFile.IsNameOf(file) ? KerasWeights.For(model, input, KerasFile.Read(file), file) : Renamed(WeightsFile.Read(file).Tensors, config.Init, model);
        if (weights.Keys.Any(name => name.Length > LongestName || name.Any(char.IsControl)))
            throw new UserError($"{file}: one of its weights has a name of more than {LongestName} characters or of other than text.");
        var (report, matched) = Match(file, weights, model.state_dict());
        if (matched.FirstOrDefault(own => !own.Value.IsFinite()) is { Key: { } name })
            throw new UserError($"{file}: {name} holds a number that is infinite or none. Expected: finite numbers.");
        if (!report.IsComplete && !config.Init.Partial)
            throw new UserError(
                $"{file}: its weights are not those of {config.Model.Name}: {string.Join("; ", report.Exceptions())}.{Hint(report)} Expected: the same names and shapes, names changed by init.map, or init.partial=true.");
        if (report.Loaded.Count == 0)
            throw new UserError($"{file}: none of its weights is one of {config.Model.Name}: {string.Join("; ", report.Exceptions())}.");
        return new InitialWeights(report, matched, InputFile.Sha256(file));
    }

    internal void CopyTo(Classifier model)
    {
        var target = model.state_dict();
        foreach (var (name, tensor) in _matched)
            tensor.CopyTo(target[name], name);
    }

    private static OrderedDictionary<string, StoredTensor> Renamed(OrderedDictionary<string, StoredTensor> weights, InitConfig config, Classifier model)
    {
        var unused = config.Map.Keys.ToHashSet();
        var renamed = new OrderedDictionary<string, StoredTensor>();
        foreach (var (name, tensor) in weights)
        {
            var start = config.Map.Keys.Where(start => name.StartsWith(start, StringComparison.Ordinal)).MaxBy(start => start.Length);
            _ = start is not null && unused.Remove(start);
            var own = start is null ? model.NameOf(name) : config.Map[start] + name[start.Length..];
            if (!renamed.TryAdd(own, tensor))
                throw new UserError($"{config.Weights}: two of its weights become '{own}' in the model; init.map must keep them apart.");
        }

        return unused.Count == 0
            ? renamed
            : throw new UserError(
                $"init.map: no name in {config.Weights} begins with '{unused.First()}'. Expected: beginnings of names such as {string.Join(", ", weights.Keys.Take(3))}.");
    }

    private static (WeightsReport Report, Dictionary<string, StoredTensor> Matched) Match(
        string file, OrderedDictionary<string, StoredTensor> weights, Dictionary<string, Tensor> model)
    {
        var matched = new Dictionary<string, StoredTensor>();
        var misshaped = new List<string>();
        foreach (var (name, tensor) in model.Where(item => weights.ContainsKey(item.Key)))
        {
            if (weights[name].Shape.AsSpan().SequenceEqual(tensor.shape) && weights[name].As(TensorStorage.TypeOf(tensor)) is { } fitting)
                matched.Add(name, fitting);
            else
                misshaped.Add($"{name} is {weights[name]}, the model needs {TensorStorage.Describe(tensor)}");
        }

        return (new WeightsReport
        {
            File = file,
            Loaded = Counted(matched.Keys),
            Missing = Counted(model.Keys.Where(name => !weights.ContainsKey(name))),
            Unexpected = Counted(weights.Keys.Where(name => !model.ContainsKey(name))),
            Misshaped = misshaped,
        }, matched);
    }

    private static string[] Counted(IEnumerable<string> names) => [.. names.Where(name => !name.EndsWith(BatchCounter, StringComparison.Ordinal))];

    private static string Hint(WeightsReport report) =>
        report.Unexpected.Select(got => (Got: got, Near: NearestName.Find(got, report.Missing))).FirstOrDefault(pair => pair.Near is not null) is { Near: { } near, Got: var got }
            ? $" Is '{got}' the model's '{near}'?"
            : "";
}

/// <summary>Lists how each weight of a file matches a model, under the model's names where it has them.</summary>
public sealed record WeightsReport
{
    private const int Shown = 6;

    public required string File { get; init; }

    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>Weights of the model that the file lacks.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Weights of the file that the model lacks.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Weights of another shape, each with both types and shapes.</summary>
    public required IReadOnlyList<string> Misshaped { get; init; }

    public bool IsComplete => Missing.Count + Unexpected.Count + Misshaped.Count == 0;

    /// <summary>Writes a line for what is loaded, and one for each kind of exception.</summary>
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
