using System.Reflection;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Interop;

/// <summary>
/// The library's one export, and through it the table of its functions (onnxruntime_c_api.h): a position there never
/// changes, so a number stands for a function.
/// </summary>
internal static unsafe partial class NativeMethods
{
    // The first whose library runs operators of opset 17.
    private const uint ApiVersion = 12;

    private static readonly void** Base = Load();
    private static readonly void** Functions = Table();

    public static string Version => Text(((delegate* unmanaged<byte*>)Base[1])());

    public static nint CreateEnv(OrtLoggingLevel level, string name)
    {
        fixed (byte* bytes = Bytes(name))
        {
            nint env;
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Functions[3])((int)level, bytes, &env));
            return env;
        }
    }

    public static nint CreateSession(nint env, string path, nint options)
    {
        fixed (byte* bytes = Bytes(path))
        {
            nint session;
            Check(((delegate* unmanaged<nint, byte*, nint, nint*, nint>)Functions[7])(env, bytes, options, &session));
            return session;
        }
    }

    public static nint CreateSession(nint env, ReadOnlySpan<byte> model, nint options)
    {
        fixed (byte* bytes = model)
        {
            nint session;
            Check(((delegate* unmanaged<nint, byte*, nint, nint, nint*, nint>)Functions[8])(env, bytes, model.Length, options, &session));
            return session;
        }
    }

    public static void Run(nint session, nint options, ReadOnlySpan<nint> inputNames, ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputNames, Span<nint> outputs)
    {
        fixed (nint* names = inputNames, values = inputs, resultNames = outputNames, results = outputs)
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nint, nint*, nint, nint*, nint>)Functions[9])(
                session, options, names, values, inputs.Length, resultNames, outputs.Length, results));
        }
    }

    public static nint CreateSessionOptions() => Create(10);

    public static void SetSessionLogSeverity(nint options, int level) => Set(22, options, level);

    public static void SetGraphOptimization(nint options, int level) => Set(23, options, level);

    public static void SetIntraOpThreads(nint options, int count) => Set(24, options, count);

    public static int InputCount(nint session) => (int)Get(30, session);

    public static int OutputCount(nint session) => (int)Get(31, session);

    public static nint InputType(nint session, int index) => GetAt(33, session, index);

    public static nint OutputType(nint session, int index) => GetAt(34, session, index);

    public static string InputName(nint session, int index) => NameAt(36, session, index);

    public static string OutputName(nint session, int index) => NameAt(37, session, index);

    public static nint CreateRunOptions() => Create(39);

    public static nint CreateTensor(nint memory, void* data, long bytes, ReadOnlySpan<long> shape, int elementType)
    {
        fixed (long* dimensions = shape)
        {
            nint value;
            Check(((delegate* unmanaged<nint, void*, nint, long*, nint, int, nint*, nint>)Functions[49])(
                memory, data, (nint)bytes, dimensions, shape.Length, elementType, &value));
            return value;
        }
    }

    public static void* TensorData(nint value) => (void*)Get(51, value);

    /// <summary>The shape belongs to the type; 0 where that is not of a tensor.</summary>
    public static nint TensorInfo(nint type) => Get(55, type);

    public static int ElementType(nint shape) => (int)Get(60, shape);

    public static long[] Dimensions(nint shape)
    {
        var dimensions = new long[(int)Get(61, shape)];
        fixed (long* first = dimensions)
            Check(((delegate* unmanaged<nint, long*, nint, nint>)Functions[62])(shape, first, dimensions.Length));
        return dimensions;
    }

    public static nint ShapeOf(nint value) => Get(65, value);

    public static nint CreateCpuMemoryInfo()
    {
        nint memory;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Functions[69])(0, 0, &memory)); // the device's allocator, its default memory
        return memory;
    }

    public static void ReleaseSession(nint session) => Release(95, session);

    public static void ReleaseValue(nint value) => Release(96, value);

    public static void ReleaseRunOptions(nint options) => Release(97, options);

    public static void ReleaseType(nint type) => Release(98, type);

    public static void ReleaseShape(nint shape) => Release(99, shape);

    public static void ReleaseSessionOptions(nint options) => Release(100, options);

    public static nint Metadata(nint session) => Get(111, session);

    public static string ProducerName(nint metadata)
    {
        nint text;
        var allocator = Create(78);
        Check(((delegate* unmanaged<nint, nint, nint*, nint>)Functions[112])(metadata, allocator, &text));
        return Take(text, allocator);
    }

    public static string[] MetadataKeys(nint metadata)
    {
        nint* keys;
        long count;
        var allocator = Create(78);
        Check(((delegate* unmanaged<nint, nint, nint**, long*, nint>)Functions[123])(metadata, allocator, &keys, &count));
        var names = new string[count];
        for (var i = 0; i < count; i++)
            names[i] = Take(keys[i], allocator);
        if (keys is not null) Free(allocator, (nint)keys);
        return names;
    }

    public static string MetadataValue(nint metadata, string key)
    {
        fixed (byte* bytes = Bytes(key))
        {
            nint text;
            var allocator = Create(78);
            Check(((delegate* unmanaged<nint, nint, byte*, nint*, nint>)Functions[116])(metadata, allocator, bytes, &text));
            return Take(text, allocator);
        }
    }

    public static void ReleaseMetadata(nint metadata) => Release(118, metadata);

    private static nint Create(int function)
    {
        nint result;
        Check(((delegate* unmanaged<nint*, nint>)Functions[function])(&result));
        return result;
    }

    /// <summary>Some write four bytes and some eight.</summary>
    private static nint Get(int function, nint self)
    {
        nint result = 0;
        Check(((delegate* unmanaged<nint, nint*, nint>)Functions[function])(self, &result));
        return result;
    }

    private static nint GetAt(int function, nint self, int index)
    {
        nint result;
        Check(((delegate* unmanaged<nint, nint, nint*, nint>)Functions[function])(self, index, &result));
        return result;
    }

    private static string NameAt(int function, nint session, int index)
    {
        nint name;
        var allocator = Create(78);
        Check(((delegate* unmanaged<nint, nint, nint, nint*, nint>)Functions[function])(session, index, allocator, &name));
        return Take(name, allocator);
    }

    private static void Set(int function, nint self, int value) =>
        Check(((delegate* unmanaged<nint, int, nint>)Functions[function])(self, value));

    private static void Release(int function, nint self) => ((delegate* unmanaged<nint, void>)Functions[function])(self);

    private static string Take(nint text, nint allocator)
    {
        var copy = Text((byte*)text);
        Free(allocator, text);
        return copy;
    }

    private static void Free(nint allocator, nint memory) => Check(((delegate* unmanaged<nint, nint, nint>)Functions[76])(allocator, memory));

    private static void Check(nint status)
    {
        if (status == 0) return;
        var code = ((delegate* unmanaged<nint, int>)Functions[1])(status);
        var message = Text(((delegate* unmanaged<nint, byte*>)Functions[2])(status));
        Release(93, status);
        throw new OnnxRuntimeException((ErrorCode)code, message);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static void** Load()
    {
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), OrtLibrary.Resolve);
        return OrtGetApiBase();
    }

    /// <summary>The export's first entry gives the table, its second the version.</summary>
    private static void** Table()
    {
        var table = ((delegate* unmanaged<uint, void**>)Base[0])(ApiVersion);
        return table is not null
            ? table
            : throw new DllNotFoundException($"ONNX Runtime {Version} is too old: its API is needed in version {ApiVersion}.");
    }

    [LibraryImport(OrtLibrary.Name)]
    private static partial void** OrtGetApiBase();
}
