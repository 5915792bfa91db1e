using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Training;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>An exported model in ONNX Runtime, which computes it on the CPU with as many threads as libtorch has.</summary>
public sealed class OnnxModel : ILoadedModel
{
    private readonly string _path;
    private readonly InferenceSession _session;

    private OnnxModel(string path, InferenceSession session) => (_path, _session) = (path, session);

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <exception cref="UserError">The file is missing, damaged, or does not map pixels to probabilities; or ONNX Runtime is missing.</exception>
    public static OnnxModel Open(string path)
    {
        OnnxRuntimeLibrary.Require();
        if (!File.Exists(path)) throw new UserError($"{path}: no such file");
        using var options = new SessionOptions { IntraOpNumThreads = get_num_threads(), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var model = Checked(path, () => new OnnxModel(path, new InferenceSession(path, options)));
        if (model.Problem() is not { } problem) return model;
        model.Dispose();
        throw new UserError($"{path}: {problem}");
    }

    public float[] Probabilities(byte[] pixels, int height, int width) => Checked(_path, () =>
    {
        using var run = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(pixels, [pixels.Length / (height * width), 1, height, width]);
        using var results = _session.Run(run, [PreprocessingNodes.Image], [image], [OnnxGraph.Probabilities]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    });

    /// <summary>The median time of a batch of faces, from raw pixels to probabilities.</summary>
    public double Milliseconds(int batch)
    {
        var pixels = new byte[batch * FaceSet.Fer2013Size * FaceSet.Fer2013Size];
        return ForwardTime.Milliseconds(() => Probabilities(pixels, FaceSet.Fer2013Size, FaceSet.Fer2013Size));
    }

    public void Dispose() => _session.Dispose();

    private string? Problem()
    {
        var inputs = _session.InputMetadata;
        if (inputs.Count != 1 || !inputs.TryGetValue(PreprocessingNodes.Image, out var image) || !image.IsTensor || image.ElementDataType != TensorElementType.UInt8)
            return $"it takes {string.Join(", ", inputs.Keys)}; accepted: only {PreprocessingNodes.Image}, raw grey pixels, as `fertrain export --onnx` writes it without --no-preprocess";
        return _session.OutputMetadata.TryGetValue(OnnxGraph.Probabilities, out var output) && output.IsTensor && output.ElementDataType == TensorElementType.Float
            ? null
            : $"it gives {string.Join(", ", _session.OutputMetadata.Keys)}; accepted: {OnnxGraph.Probabilities}";
    }

    private static T Checked<T>(string path, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserError($"{path}: ONNX Runtime refuses it: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
