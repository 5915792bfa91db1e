using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Archive;

/// <summary>Holds weights by name, with the metadata of their file.</summary>
internal sealed record WeightsFile(OrderedDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string Parallel = "module."; // what DataParallel puts before every name

    /// <summary>Lists the keys under which training programs keep a model's weights, FerTrain's own first.</summary>
    private static readonly string[] Places = ["model_state", "state_dict", "model_state_dict", "model", "net"];

    public static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a .safetensors file, or a PyTorch archive under any other name.</summary>
    /// <exception cref="UserError">The file is missing, damaged, or holds no state dict.</exception>
    public static WeightsFile Read(string path)
    {
        var file = IsSafetensors(path)
            ? SafetensorsFile.Read(path)
            : new WeightsFile(StateDict(TorchArchive.Read(path), path), new Dictionary<string, string>());
        if (file.Tensors.Count == 0 || !file.Tensors.Keys.All(name => name.StartsWith(Parallel, StringComparison.Ordinal)))
            return file;
        var renamed = new OrderedDictionary<string, StoredTensor>();
        foreach (var (name, tensor) in file.Tensors)
            renamed.Add(name[Parallel.Length..], tensor);
        return file with { Tensors = renamed };
    }

    private static OrderedDictionary<string, StoredTensor> StateDict(object? value, string path)
    {
        if (value is not OrderedDictionary<object, object?> root)
            throw new UserError($"{path}: holds no weights: it is no dictionary");
        if (TensorsOf(root) is { } own)
            return own;
        foreach (var place in Places)
        {
            if (root.TryGetValue(place, out var inner) && inner is OrderedDictionary<object, object?> items && TensorsOf(items) is { } found)
                return found;
        }

        throw new UserError(
            $"{path}: holds no weights: its keys are {FileProblem.Shortened(string.Join(", ", root.Keys))}; expected: tensors alone, or tensors under {string.Join(", ", Places)}");
    }

    /// <summary>Reads a dictionary as tensors by name; null where it holds anything else.</summary>
    private static OrderedDictionary<string, StoredTensor>? TensorsOf(OrderedDictionary<object, object?> items)
    {
        var tensors = new OrderedDictionary<string, StoredTensor>();
        foreach (var (key, item) in items)
        {
            if (key is not string name || item is not StoredTensor tensor)
                return null;
            tensors.Add(name, tensor);
        }

        return tensors.Count > 0 ? tensors : null;
    }
}
