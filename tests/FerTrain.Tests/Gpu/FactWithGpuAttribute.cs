using static TorchSharp.torch;

namespace FerTrain.Tests.Gpu;

/// <summary>A test on the first GPU, shown as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithGpuAttribute : FactAttribute
{
    public FactWithGpuAttribute() => Skip = Missing;

    /// <summary>Why such a test cannot run; null where it can.</summary>
    internal static string? Missing { get; } = cuda.is_available() ? null : "needs a GPU and a libtorch with CUDA";
}
