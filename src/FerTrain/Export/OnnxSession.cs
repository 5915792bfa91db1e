using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Training;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>An exported model in ONNX Runtime, which computes it on the CPU with as many threads as libtorch has.</summary>
public sealed class OnnxModel : IDisposable
{
    private readonly string _path;
    private readonly InferenceSession _session;

    private OnnxModel(string path, InferenceSession session) => (_path, _session) = (path, session);

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <exception cref="UserError">The file is missing, damaged, or does not map pixels to probabilities.</exception>
    public static OnnxModel Open(string path)
    {
        if (!File.Exists(path)) throw new UserError($"{path}: no such file");
        using var options = new SessionOptions { IntraOpNumThreads = get_num_threads(), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var model = Checked(path, () => new OnnxModel(path, new InferenceSession(path, options)));
        if (model.Problem() is not { } problem) return model;
        model.Dispose();
        throw new UserError($"{path}: {problem}");
    }

    /// <summary>Probabilities of a face.</summary>
    public int Classes => _session.OutputMetadata[OnnxGraph.Probabilities].Dimensions[^1];

    /// <summary>Whether it prepares raw pixels itself; else it takes the network's own input.</summary>
    public bool TakesPixels => _session.InputMetadata.ContainsKey(PreprocessingNodes.Image);

    /// <summary>Raw grey pixels N×1×height×width to class probabilities N×classes.</summary>
    /// <exception cref="UserError">The graph fails.</exception>
    public float[] Probabilities(byte[] pixels, int height, int width) =>
        Run(PreprocessingNodes.Image, pixels, [pixels.Length / (height * width), 1, height, width]);

    /// <summary>The network's own input, rows of it, to class probabilities N×classes.</summary>
    /// <exception cref="UserError">The graph fails.</exception>
    public float[] Probabilities(float[] input) => Run(ModelGraph.Input, input, [input.Length / InputLength, .. InputShape]);

    /// <summary>The median time of a batch of faces, from raw pixels, or the network's own input, to probabilities.</summary>
    public double Milliseconds(int batch, CancellationToken cancel)
    {
        if (!TakesPixels)
        {
            var input = new float[batch * InputLength];
            return ForwardTime.Milliseconds(() => Probabilities(input), cancel);
        }

        var pixels = new byte[batch * FaceSet.Fer2013Size * FaceSet.Fer2013Size];
        return ForwardTime.Milliseconds(() => Probabilities(pixels, FaceSet.Fer2013Size, FaceSet.Fer2013Size), cancel);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Channels, height and width of the network's own input.</summary>
    private IEnumerable<long> InputShape => _session.InputMetadata[ModelGraph.Input].Dimensions.Skip(1).Select(side => (long)side);

    private int InputLength => (int)InputShape.Aggregate((product, side) => product * side);

    private float[] Run<T>(string name, T[] values, long[] shape) where T : unmanaged => Checked(_path, () =>
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var results = _session.Run(run, [name], [input], [OnnxGraph.Probabilities]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    });

    private string? Problem()
    {
        var inputs = _session.InputMetadata;
        if (inputs.Count != 1 || !(Takes(PreprocessingNodes.Image, TensorElementType.UInt8) || (Takes(ModelGraph.Input, TensorElementType.Float) && InputShape.All(side => side > 0))))
            return $"it takes {string.Join(", ", inputs.Keys)}; accepted: what `fertrain export --onnx` writes, only {PreprocessingNodes.Image}, raw grey pixels, or only {ModelGraph.Input}";
        return _session.OutputMetadata.TryGetValue(OnnxGraph.Probabilities, out var output) && output.IsTensor && output.ElementDataType == TensorElementType.Float
            ? null
            : $"it gives {string.Join(", ", _session.OutputMetadata.Keys)}; accepted: {OnnxGraph.Probabilities}";

        bool Takes(string name, TensorElementType type) => inputs.TryGetValue(name, out var input) && input.IsTensor && input.ElementDataType == type;
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
