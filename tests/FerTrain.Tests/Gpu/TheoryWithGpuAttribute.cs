namespace FerTrain.Tests.Gpu;

/// <summary>A theory on the first GPU, shown as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithGpuAttribute : TheoryAttribute
{
    public TheoryWithGpuAttribute() => Skip = FactWithGpuAttribute.Missing;
}
