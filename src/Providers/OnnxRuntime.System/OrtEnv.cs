using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The process's one environment: it lives as long as the process.</summary>
public sealed class OrtEnv
{
    private static readonly Lazy<OrtEnv> Shared = new(() => new OrtEnv());

    private OrtEnv() { }

    internal nint Handle { get; } = NativeMethods.CreateEnv(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "CSharpOnnxRuntime");

    public static OrtEnv Instance() => Shared.Value;

    public string GetVersionString() => NativeMethods.Version;
}
