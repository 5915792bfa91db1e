using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Tests.OnnxRuntimeTests;

/// <summary>A test that runs .onnx files, shown as skipped where ONNX Runtime is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithOnnxRuntimeAttribute : FactAttribute
{
    public FactWithOnnxRuntimeAttribute() => Skip = Missing;

    /// <summary>Why such tests are skipped; null where they are not.</summary>
    internal static string? Missing { get; } = Problem();

    private static string? Problem()
    {
        try
        {
            _ = OrtEnv.Instance();
            return null;
        }
        catch (TypeInitializationException missing) when (missing.GetBaseException() is DllNotFoundException)
        {
            return "needs ONNX Runtime, which scripts/setup.sh installs";
        }
    }
}
