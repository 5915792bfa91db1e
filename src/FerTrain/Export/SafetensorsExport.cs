using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Writes a checkpoint's weights in Hugging Face's safetensors format, with PyTorch's names.</summary>
internal static class SafetensorsExport
{
    /// <summary>Writes the file, reads it back, and returns its size and its number of tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="fp16">Stores the kernels as float16.</param>
    /// <param name="score">What the file says of its accuracy.</param>
    /// <exception cref="UserError">The file cannot be written, or does not read back as it was written; or a weight is too large for float16.</exception>
    public static (long Bytes, int Tensors) Write(string path, Checkpoint checkpoint, bool fp16, SplitScore? score)
    {
        var weights = Of(checkpoint, fp16, score);
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, weights));
        if (!IsSame(SafetensorsFile.Read(path), weights))
        {
            File.Delete(path);
            throw new UserError($"{path} was removed, because it does not read back as it was written. The disk or the memory may be faulty.");
        }

        ExportDescription.Of(path, checkpoint, fp16, score).Write(path);
        return (new FileInfo(path).Length, weights.Tensors.Count);
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote, as a checkpoint that cannot be trained on.</summary>
    /// <exception cref="UserError">The file is missing, damaged, or not exported by FerTrain.</exception>
    public static Checkpoint Read(string path)
    {
        var file = SafetensorsFile.Read(path);
        var model = ExportMetadata.Read(path, file.Metadata);
        var weights = new OrderedDictionary<string, StoredTensor>();
        foreach (var (name, tensor) in file.Tensors) weights.Add(name, tensor.Type == ElementType.Float16 ? tensor.As(ElementType.Float32)! : tensor);
        return Checkpoint.OfWeights(path, model.Config, model.Preprocessing, weights, model.DataFingerprint);
    }

    private static WeightsFile Of(Checkpoint checkpoint, bool fp16, SplitScore? score)
    {
        var metadata = ExportMetadata.Of(checkpoint, score);
        metadata.Insert(0, "format", "pt"); // required by libraries that load the file
        var tensors = new OrderedDictionary<string, StoredTensor>();
        foreach (var name in checkpoint.ModelState.Keys)
        {
            var tensor = checkpoint.ModelState.Tensor(name);
            var isKernel = tensor is { Type: ElementType.Float32, Shape.Length: > 1 } && name.EndsWith(".weight", StringComparison.Ordinal);
            tensors.Add(name, fp16 && isKernel ? new(ElementType.Float16, tensor.Shape, HalfPrecision.Rounded(name, tensor.Bytes.Span)) : tensor);
        }

        return new WeightsFile(tensors, metadata);
    }

    private static bool IsSame(WeightsFile read, WeightsFile written) =>
        read.Tensors.Count == written.Tensors.Count
        && written.Tensors.All(item => read.Tensors.TryGetValue(item.Key, out var tensor)
            && tensor.Type == item.Value.Type && tensor.Shape.SequenceEqual(item.Value.Shape) && tensor.Bytes.Span.SequenceEqual(item.Value.Bytes.Span))
        && read.Metadata.Count == written.Metadata.Count
        && written.Metadata.All(item => read.Metadata.TryGetValue(item.Key, out var value) && value == item.Value);
}
