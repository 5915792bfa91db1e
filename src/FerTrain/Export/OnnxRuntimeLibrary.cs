using FerTrain.Core.Errors;
using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Export;

/// <summary>ONNX Runtime's native library, which a machine may lack: FerTrain trains without it.</summary>
public static class OnnxRuntimeLibrary
{
    private static readonly Lazy<string?> Problem = new(Load);

    public static bool IsInstalled => Problem.Value is null;

    /// <exception cref="UserError">It is missing; the message says how to get it.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem)
            throw new UserError($"ONNX Runtime is needed to run .onnx files: {problem}. scripts/setup.sh installs it with npm; or set ONNXRUNTIME to a libonnxruntime.so.");
    }

    private static string? Load()
    {
        try
        {
            _ = OrtEnv.Instance();
            return null;
        }
        catch (TypeInitializationException failed) when (failed.GetBaseException() is DllNotFoundException or EntryPointNotFoundException)
        {
            return failed.GetBaseException().Message.Split(". ")[0]; // what follows is advice to programmers
        }
    }
}
