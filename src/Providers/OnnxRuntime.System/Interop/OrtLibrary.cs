using System.Reflection;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Interop;

/// <summary>
/// Finds the native library: the file that ONNXRUNTIME names, the system's, or that of npm's onnxruntime-node, which
/// is looked for as Node does, in the node_modules of each folder above the program.
/// </summary>
internal static class OrtLibrary
{
    public const string Name = "onnxruntime";
    public const string Variable = "ONNXRUNTIME";

    private static readonly string[] FileNames = ["libonnxruntime.so.1", "libonnxruntime.so"];

    private static string NodePackage =>
        Path.Combine("node_modules", "onnxruntime-node", "bin", "napi-v6", "linux", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());

    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name) return 0; // the runtime looks for it
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file) return NativeLibrary.Load(file);
        foreach (var candidate in (IEnumerable<string>)[.. FileNames, .. NodeModules(AppContext.BaseDirectory)])
        {
            if (NativeLibrary.TryLoad(candidate, out var library)) return library;
        }

        return 0;
    }

    /// <summary>The library's places in the folders above, the nearest first.</summary>
    public static IEnumerable<string> NodeModules(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return Path.Combine(at.FullName, NodePackage, FileNames[0]);
    }
}
