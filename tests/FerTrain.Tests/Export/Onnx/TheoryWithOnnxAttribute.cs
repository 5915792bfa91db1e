namespace FerTrain.Tests.Export.Onnx;

/// <summary>Tests against Python's onnx, shown as skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithOnnxAttribute : TheoryAttribute
{
    private static readonly bool HasOnnx = Python.Start("-c", "import onnx").ExitCode == 0;

    public TheoryWithOnnxAttribute()
    {
        if (!HasOnnx) Skip = "needs Debian's python3-onnx";
    }
}
