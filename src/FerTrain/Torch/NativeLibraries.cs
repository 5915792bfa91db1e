using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using FerTrain.Core.Errors;
using TorchSharp;

namespace FerTrain.Torch;

/// <summary>
/// Loads libtorch before TorchSharp does: from the folder in <c>LIBTORCH</c>, or from the package. If TorchSharp cannot load
/// it, TorchSharp prints a page and copies every library; this fails earlier, with one line.
/// </summary>
internal static unsafe class NativeLibraries
{
    private const string Variable = "LIBTORCH";
    private const string Expected = "an unpacked libtorch, or the torch folder of a pip install";
    private const string TorchSharp = "LibTorchSharp";
    private const int BindNow = 2; // RTLD_NOW: a missing function fails here and not when it is called

    // The existing ones are loaded in this order: each finds the earlier ones in the process, and so does TorchSharp.
    private static readonly string[] Libtorch = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    private static readonly Lazy<string> Loaded = new(LoadOnce);

    /// <summary>Loads libtorch; call it before any use of TorchSharp.</summary>
    /// <exception cref="UserError">There is no libtorch, or it cannot be loaded.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>Names the source of libtorch: the package of the build, or <c>LIBTORCH=DIR</c>.</summary>
    public static string Source => Loaded.Value;

    /// <summary>The folder that libtorch was loaded from.</summary>
    public static string Folder { get; private set; } = "";

    /// <summary>The version that libtorch reports, such as 2.10.0; TorchSharp knows only the version that it was built for.</summary>
    public static string Version
    {
        get
        {
            var version = ((delegate* unmanaged<ulong>)NativeExports.Find("aoti_torch_abi_version"))();
            return string.Create(CultureInfo.InvariantCulture, $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}");
        }
    }

    // FerTrain.csproj records these in the assembly.
    private static string Built(string key) =>
        typeof(NativeLibraries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(known => known.Key == key).Value!;

    private static string LoadOnce()
    {
        var program = AppContext.BaseDirectory;
        var hasOwn = File.Exists(Path.Combine(program, FileName("torch_cpu")));
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } named)
        {
            var package = Built("LibtorchPackage");
            if (!hasOwn) throw new UserError($"This build does not include libtorch. Expected: {Variable} set to {Expected}.");
            Open(Path.Combine(program, FileName("torch_cpu")), $"{package} does not load on this system");
            Open(Path.Combine(program, FileName(TorchSharp)), $"{package} does not load on this system");
            Folder = program;
            return package;
        }

        if (hasOwn)
            throw new UserError(
                $"{Variable}={named}: this build includes libtorch, which cannot be combined with another. Expected: a build with -p:Torch=none, which ./fertrain (fertrain.cmd on Windows) makes if {Variable} is set.");
        var folder = new[] { Path.Combine(named, "lib"), named }.FirstOrDefault(known => File.Exists(Path.Combine(known, FileName("torch_cpu"))))
            ?? throw new UserError($"{Variable}={named}: neither this folder nor its folder lib has {FileName("torch_cpu")}. Expected: {Expected}.");
        var misfit = $"{Variable}={named}: this libtorch does not fit {Built("TorchSharp")}";
        foreach (var library in Libtorch.Select(name => Path.GetFullPath(Path.Combine(folder, FileName(name)))).Where(File.Exists)) Open(library, misfit);
        Open(Path.Combine(program, FileName(TorchSharp)), misfit);
        Folder = Path.GetFullPath(folder);
        return $"{Variable}={named}";
    }

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    private static void Open(string path, string message)
    {
        if (LoadError(path) is { } reason) throw new UserError($"{message}: {reason.Split('\n')[0].TrimEnd()}");
    }

    // Windows resolves every import when it loads a library; elsewhere .NET would defer that to the first call.
    private static string? LoadError(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                _ = NativeLibrary.Load(path);
                return null;
            }
            catch (Exception unusable) when (unusable is DllNotFoundException or BadImageFormatException)
            {
                return unusable.Message;
            }
        }

        var process = NativeLibrary.GetMainProgramHandle();
        var open = (delegate* unmanaged<byte*, int, nint>)NativeLibrary.GetExport(process, "dlopen");
        var error = (delegate* unmanaged<nint>)NativeLibrary.GetExport(process, "dlerror");
        fixed (byte* name = Encoding.UTF8.GetBytes($"{path}\0"))
            return open(name, BindNow) != 0 ? null : Marshal.PtrToStringUTF8(error());
    }
}

/// <summary>Finds functions of libtorch that TorchSharp does not offer, by their exported names.</summary>
internal static class NativeExports
{
    private static readonly Lazy<nint> TorchCpu = new(() =>
    {
        torch.InitializeDeviceType(DeviceType.CPU); // TorchSharp chooses the libtorch
        return NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
    });

    /// <summary>Finds the address of the first name that libtorch exports; C++ names differ between Windows and other systems.</summary>
    public static bool TryFind(out nint address, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryGetExport(TorchCpu.Value, name, out address)) return true;
        }

        address = 0;
        return false;
    }

    /// <summary>Returns the address of the first name that libtorch exports.</summary>
    /// <exception cref="EntryPointNotFoundException">This libtorch exports none of the names.</exception>
    public static nint Find(params ReadOnlySpan<string> names) => TryFind(out var address, names)
        ? address
        : throw new EntryPointNotFoundException($"libtorch {torch.__version__} exports no {names[0]}.");
}
