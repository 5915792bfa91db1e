using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Hdf5;

/// <summary>Reads weights that Keras wrote to HDF5, by <c>model.save("x.h5")</c> or by <c>save_weights</c> before version 3.</summary>
internal static class KerasFile
{
    private const string SavedModel = "model_weights";
    private const string Layers = "layer_names";
    private const string Weights = "weight_names";
    private const long Widening = 2; // float16 becomes float32

    public static bool IsNameOf(string path) =>
        path.EndsWith(".h5", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdf5", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the layers that have weights, in the order of the file.</summary>
    /// <exception cref="UserError">The file is missing, damaged or not Keras's, or there is no HDF5 library.</exception>
    public static IReadOnlyList<KerasLayer> Read(string path)
    {
        try
        {
            var budget = Widening * OpenedLength(path);
            lock (Hdf5Library.Lock)
            {
                Hdf5Library.Require();
                using var file = Hdf5Object.OpenFile(path);
                return Read(file, ref budget);
            }
        }
        catch (InvalidDataException error)
        {
            throw FileProblem.Refused(path, "a Keras file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileProblem.Unopened(path, error);
        }
    }

    private static List<KerasLayer> Read(Hdf5Object file, ref long budget)
    {
        using var model = file.Has(SavedModel) ? file.OpenGroup(SavedModel) : null;
        var root = model ?? file;
        var names = root.Texts(Layers)
            ?? throw new InvalidDataException($"it has no attribute {Layers}; Keras 3 writes one with model.save('FILE.h5'), not with save_weights");
        var layers = new List<KerasLayer>();
        foreach (var name in names.Distinct())
        {
            using var group = root.OpenGroup(name);
            foreach (var weight in (group.Texts(Weights) ?? []).Distinct())
            {
                using var dataset = group.OpenDataset(weight);
                Add(layers, name, weight, dataset.ReadFloats(ref budget));
            }
        }

        return layers;
    }

    /// <summary>Adds a weight such as <c>block1_conv1/kernel:0</c> to its layer, which may be inside the one that the file lists.</summary>
    private static void Add(List<KerasLayer> layers, string listed, string weight, StoredTensor values)
    {
        var parts = weight.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var layer = parts.Length > 1 ? parts[^2] : listed;
        if (layers.Count == 0 || (layers[^1].Listed, layers[^1].Name) != (listed, layer))
            layers.Add(new KerasLayer(listed, layer, []));
        if (!layers[^1].Weights.TryAdd(NameIn(layer, parts[^1].Split(':')[0]), values))
            throw new InvalidDataException($"its layer {layer} has two weights {parts[^1]}");
    }

    /// <summary>Gives a weight's name within its layer: Keras 1 called the kernel of block1_conv1 block1_conv1_W_1, as the released ImageNet weights still do.</summary>
    private static string NameIn(string layer, string weight) =>
        !weight.StartsWith($"{layer}_", StringComparison.Ordinal) ? weight : weight[(layer.Length + 1)..].Split('_')[0] switch
        {
            "W" => "kernel",
            "b" => "bias",
            _ => weight,
        };

    /// <summary>Opens the file first, because the library's own errors do not tell a missing file from a damaged one.</summary>
    private static long OpenedLength(string path)
    {
        using var stream = InputFile.Open(path);
        return stream.Length;
    }
}

/// <summary>Holds a layer's weights by Keras's names for them, such as kernel and bias.</summary>
/// <param name="Listed">The layer under which the file lists it: its own, or that of the model around it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Weights">Kernels as h×w×in×out or in×out.</param>
internal sealed record KerasLayer(string Listed, string Name, Dictionary<string, StoredTensor> Weights);
