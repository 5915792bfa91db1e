using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>Reads and runs an .onnx file that FerTrain exported, with or without the preprocessing in its graph.</summary>
internal sealed class OnnxFile : ITrainedModel
{
    private const int BatchSize = 256;

    private readonly ExportedModel _model;

    private OnnxFile(string path, IReadOnlyDictionary<string, string> metadata) => (Path, _model) = (path, ExportMetadata.Read(path, metadata));

    public string Path { get; }

    public RunConfig Config => _model.Config;

    public Preprocessing Preprocessing => _model.Preprocessing;

    public string? DataFingerprint => _model.DataFingerprint;

    /// <summary>Whether a path ends in .onnx.</summary>
    public static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads and checks the metadata of a file.</summary>
    /// <exception cref="UserError">The file is missing, damaged, or not exported by FerTrain.</exception>
    public static OnnxFile Read(string path)
    {
        using var model = OnnxSession.Open(path);
        var file = new OnnxFile(path, model.Metadata);
        return file.Preprocessing.ClassNames.Count == model.Classes
            ? file
            : throw new UserError($"{path} has {file.Preprocessing.ClassNames.Count} classes in its metadata, but {model.Classes} in its graph.");
    }

    public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel)
    {
        using var model = OnnxSession.Open(Path);
        var side = (int)faces.Images.shape[^1];
        if (model.TakesPixels && tta == TestTimeAugmentation.TenCrop && (Preprocessing.Crop > 0 || Preprocessing.Size != side))
            throw new UserError(
                $"{Path} resizes or crops faces of {side}×{side} pixels itself, so ten_crop does not work. Expected: --tta none, --tta flip, or the checkpoint that the file was exported from.");
        using var input = new Preprocessor(Preprocessing, faces.Device);
        var views = Views(model, input, tta);
        var probabilities = new List<float>(rows.Length * Preprocessing.ClassNames.Count);
        for (var start = 0; start < rows.Length; start += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var pixels = faces.Images.index_select(0, faces.Rows(rows.AsSpan(start, Math.Min(BatchSize, rows.Length - start))));
            probabilities.AddRange(Mean([.. views.Select(view => view(pixels))]));
        }

        return [.. probabilities];
    }

    public ILoadedModel Load(Device device) => new LoadedOnnxFile(OnnxSession.Open(Path), new Preprocessor(Preprocessing, CPU));

    private IReadOnlyList<Func<Tensor, float[]>> Views(OnnxSession model, Preprocessor input, TestTimeAugmentation tta)
    {
        return model.TakesPixels
            ? [.. TestTimeViews.OfRawPixels(tta, Preprocessing).Select(view => (Func<Tensor, float[]>)(pixels => OfPixels(view(pixels))))]
            : [.. TestTimeViews.Of(tta, Preprocessing).Select(view => (Func<Tensor, float[]>)(pixels => OfGrey(view(input.Resize(pixels)))))];

        float[] OfPixels(Tensor pixels) => model.Probabilities(pixels.data<byte>().ToArray(), (int)pixels.shape[^2], (int)pixels.shape[^1]);

        float[] OfGrey(Tensor grey) => model.Probabilities(input.Scale(grey).data<float>().ToArray());
    }

    private static IEnumerable<float> Mean(float[][] views) => Enumerable.Range(0, views[0].Length).Select(i => views.Average(view => view[i]));
}

/// <summary>Runs an exported model in ONNX Runtime, after FerTrain's preprocessing if the graph has none.</summary>
internal sealed class LoadedOnnxFile(OnnxSession model, Preprocessor input) : ILoadedModel
{
    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        if (model.TakesPixels) return model.Probabilities(pixels, height, width);
        using var scope = NewDisposeScope();
        var images = tensor(pixels, [pixels.Length / (height * width), 1, height, width]);
        return model.Probabilities(input.From(images).contiguous().data<float>().ToArray());
    }

    public void Dispose()
    {
        input.Dispose();
        model.Dispose();
    }
}
