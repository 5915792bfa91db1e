using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

/// <summary>A test of libtorch's fused optimisers on the CPU, shown as skipped where it has none there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithFusedOptimizersAttribute : TheoryAttribute
{
    public TheoryWithFusedOptimizersAttribute()
    {
        if (Version.Parse(__version__.Split('+', 'a')[0]) < new Version(2, 4))
            Skip = $"needs libtorch 2.4, this is {__version__}";
    }
}
