using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Training;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>Runs an exported model in ONNX Runtime on the CPU, with as many threads as libtorch uses.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly string _path;
    private readonly InferenceSession _session;

    private OnnxSession(string path, InferenceSession session) => (_path, _session) = (path, session);

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Opens a file and checks its inputs and outputs.</summary>
    /// <exception cref="UserError">The file is missing, damaged, or does not map pixels to probabilities.</exception>
    public static OnnxSession Open(string path)
    {
        if (!File.Exists(path)) throw new UserError($"{path} does not exist.");
        using var options = new SessionOptions { IntraOpNumThreads = get_num_threads(), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        options.AddSessionConfigEntry("session.set_denormal_as_zero", "1"); // as DenormalNumbers does for libtorch
        var model = Checked(path, () => new OnnxSession(path, new InferenceSession(path, options)));
        if (model.Problem() is not { } problem) return model;
        model.Dispose();
        throw new UserError($"{path}: {problem}");
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _session.OutputMetadata[OnnxGraph.Probabilities].Dimensions[^1];

    /// <summary>Whether the graph preprocesses raw pixels; otherwise it takes the network's input.</summary>
    public bool TakesPixels => _session.InputMetadata.ContainsKey(PreprocessingNodes.Image) || TakesColors;

    private bool TakesColors => _session.InputMetadata.ContainsKey(PreprocessingNodes.Rgb);

    /// <summary>Computes class probabilities N×classes from raw grey pixels N×1×height×width.</summary>
    /// <exception cref="UserError">The graph fails.</exception>
    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        var count = pixels.Length / (height * width);
        return TakesColors
            ? Run(PreprocessingNodes.Rgb, [.. pixels.SelectMany(grey => (byte[])[grey, grey, grey])], [count, height, width, 3]) // whose grey value is theirs
            : Run(PreprocessingNodes.Image, pixels, [count, 1, height, width]);
    }

    /// <summary>Computes class probabilities N×classes from the network's input N×C×S×S.</summary>
    /// <exception cref="UserError">The graph fails.</exception>
    public float[] Probabilities(float[] input) => Run(ModelGraph.Input, input, [input.Length / InputLength, .. InputShape]);

    /// <summary>Measures the median time of a batch in milliseconds, from the graph's input to probabilities.</summary>
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

    /// <summary>Returns channels, height and width of the network's input.</summary>
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
        var takesPixels = Takes(PreprocessingNodes.Image, TensorElementType.UInt8) || Takes(PreprocessingNodes.Rgb, TensorElementType.UInt8);
        var takesFaces = Takes(ModelGraph.Input, TensorElementType.Float) && InputShape.All(side => side > 0);
        if (inputs.Count != 1 || !(takesPixels || takesFaces))
            return $"its input is {string.Join(", ", inputs.Keys)}. Expected: a file that {ProgramCommand.Of("export --onnx")} writes, "
                + $"with the input {PreprocessingNodes.Image} (raw grey pixels), {PreprocessingNodes.Rgb} (raw colour pixels) or {ModelGraph.Input}.";
        return _session.OutputMetadata.TryGetValue(OnnxGraph.Probabilities, out var output) && output.IsTensor && output.ElementDataType == TensorElementType.Float
            ? null
            : $"its outputs are {string.Join(", ", _session.OutputMetadata.Keys)}. Expected: {OnnxGraph.Probabilities}.";

        bool Takes(string name, TensorElementType type) => inputs.TryGetValue(name, out var input) && input.IsTensor && input.ElementDataType == type;
    }

    /// <summary>Computes with ONNX Runtime.</summary>
    /// <param name="name">Names the file, for the error.</param>
    /// <exception cref="UserError">ONNX Runtime fails.</exception>
    internal static T Checked<T>(string name, Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserError($"{name} cannot be run by ONNX Runtime: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
