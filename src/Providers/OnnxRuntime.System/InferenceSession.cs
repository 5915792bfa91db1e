using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A model that is ready to run, from several threads at once if need be.</summary>
public class InferenceSession : IDisposable
{
    private readonly Dictionary<string, nint> _inputNames = [], _outputNames = [];
    private nint _handle;

    public InferenceSession(string modelPath, SessionOptions options) : this(NativeMethods.CreateSession(OrtEnv.Instance().Handle, modelPath, options.Handle)) { }

    public InferenceSession(byte[] model, SessionOptions options) : this(NativeMethods.CreateSession(OrtEnv.Instance().Handle, model, options.Handle)) { }

    private InferenceSession(nint handle)
    {
        _handle = handle;
        InputMetadata = Nodes(NativeMethods.InputCount(handle), NativeMethods.InputName, NativeMethods.InputType, _inputNames);
        OutputMetadata = Nodes(NativeMethods.OutputCount(handle), NativeMethods.OutputName, NativeMethods.OutputType, _outputNames);
        ModelMetadata = new ModelMetadata(handle);
    }

    ~InferenceSession() => Dispose(disposing: false);

    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata { get; }

    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata { get; }

    public ModelMetadata ModelMetadata { get; }

    /// <summary>The outputs, in the order of their names.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames)
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        if (inputNames.Count != inputValues.Count)
            throw new ArgumentException($"There are {inputNames.Count} input names for {inputValues.Count} values.");
        var outputs = new nint[outputNames.Count];
        NativeMethods.Run(
            _handle, runOptions.Handle,
            Native("Input", inputNames, _inputNames), [.. inputValues.Select(value => value.Handle)],
            Native("Output", outputNames, _outputNames), outputs);
        GC.KeepAlive(inputValues);
        GC.KeepAlive(runOptions);
        GC.KeepAlive(this);
        return new DisposableList<OrtValue>(outputs.Select(output => new OrtValue(output)));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_handle == 0) return;
        NativeMethods.ReleaseSession(_handle);
        _handle = 0;
        foreach (var name in _inputNames.Values.Concat(_outputNames.Values))
            Marshal.FreeCoTaskMem(name);
    }

    private Dictionary<string, NodeMetadata> Nodes(int count, Func<nint, int, string> name, Func<nint, int, nint> type, Dictionary<string, nint> nativeNames)
    {
        var nodes = new Dictionary<string, NodeMetadata>();
        for (var i = 0; i < count; i++)
        {
            var key = name(_handle, i);
            nativeNames[key] = Marshal.StringToCoTaskMemUTF8(key);
            var native = type(_handle, i);
            nodes[key] = new NodeMetadata(native);
            NativeMethods.ReleaseType(native);
        }

        return nodes;
    }

    private static nint[] Native(string kind, IEnumerable<string> names, Dictionary<string, nint> known) =>
        [.. names.Select(name => known.TryGetValue(name, out var native)
            ? native
            : throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata"))];
}
