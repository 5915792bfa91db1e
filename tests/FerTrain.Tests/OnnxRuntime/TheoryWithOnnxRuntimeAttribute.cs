namespace FerTrain.Tests.OnnxRuntimeTests;

/// <summary>A theory that runs .onnx files, shown as skipped where ONNX Runtime is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithOnnxRuntimeAttribute : TheoryAttribute
{
    public TheoryWithOnnxRuntimeAttribute() => Skip = FactWithOnnxRuntimeAttribute.Missing;
}
