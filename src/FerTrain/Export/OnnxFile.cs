using System.Collections.Immutable;
using System.Text.Json;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>An .onnx file that FerTrain exported, with the preprocessing in its graph or before it.</summary>
public sealed class OnnxFile : ITrainedModel
{
    private const int BatchSize = 256;

    private static readonly JsonSerializerOptions Strict = new(JsonFile.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private OnnxFile(string path, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        if (Value(ExportMetadata.FormatVersion) is var version && version != $"{ExportMetadata.Format}")
            throw new UserError($"{path}: an export of format {version}, accepted: {ExportMetadata.Format}");
        Config = ConfigFile.Parse(Value(ExportMetadata.Config), $"{path}:config", []);
        Preprocessing = Json<Preprocessing>(ExportMetadata.Preprocessing);
        DataFingerprint = metadata.GetValueOrDefault(ExportMetadata.DataFingerprint);

        string Value(string key) => metadata.TryGetValue(key, out var value)
            ? value
            : throw new UserError($"{path}: it lacks the metadata '{key}'; accepted: what `fertrain export --onnx` writes");

        T Json<T>(string key)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(Value(key), Strict) ?? throw new JsonException("it holds null");
            }
            catch (JsonException error)
            {
                throw new UserError($"{path}: its metadata '{key}' cannot be read: {error.Message}", error);
            }
        }
    }

    public string Path { get; }

    public RunConfig Config { get; }

    public Preprocessing Preprocessing { get; }

    public string? DataFingerprint { get; }

    /// <summary>Whether a path names such a file.</summary>
    public static bool IsNamedBy(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="UserError">The file is missing, damaged, or not FerTrain's.</exception>
    public static OnnxFile Read(string path)
    {
        using var model = OnnxModel.Open(path);
        var file = new OnnxFile(path, model.Metadata);
        return file.Preprocessing.ClassNames.Count == model.Classes
            ? file
            : throw new UserError($"{path}: its metadata names {file.Preprocessing.ClassNames.Count} classes, its graph gives {model.Classes}");
    }

    public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel)
    {
        using var model = OnnxModel.Open(Path);
        var side = (int)faces.Images.shape[^1];
        if (model.TakesPixels && tta == TestTimeAugmentation.TenCrop && (Preprocessing.Crop > 0 || Preprocessing.Size != side))
            throw new UserError($"{Path}: tta ten_crop cuts {side}×{side} pixels, which this file resizes or crops itself; accepted: none, flip, or the checkpoint it was exported from.");
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

    public ILoadedModel Load(Device device) => new LoadedOnnxFile(OnnxModel.Open(Path), new Preprocessor(Preprocessing, CPU));

    private IReadOnlyList<Func<Tensor, float[]>> Views(OnnxModel model, Preprocessor input, TestTimeAugmentation tta)
    {
        return model.TakesPixels
            ? [.. TestTimeViews.OfRawPixels(tta, Preprocessing).Select(view => (Func<Tensor, float[]>)(pixels => OfPixels(view(pixels))))]
            : [.. TestTimeViews.Of(tta, Preprocessing).Select(view => (Func<Tensor, float[]>)(pixels => OfGrey(view(input.Resize(pixels)))))];

        float[] OfPixels(Tensor pixels) => model.Probabilities(pixels.data<byte>().ToArray(), (int)pixels.shape[^2], (int)pixels.shape[^1]);

        float[] OfGrey(Tensor grey) => model.Probabilities(input.Scale(grey).data<float>().ToArray());
    }

    private static IEnumerable<float> Mean(float[][] views) => Enumerable.Range(0, views[0].Length).Select(i => views.Average(view => view[i]));
}

/// <summary>An exported model in ONNX Runtime, with FerTrain's preprocessing where it lacks its own.</summary>
internal sealed class LoadedOnnxFile(OnnxModel model, Preprocessor input) : ILoadedModel
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
