namespace FerTrain.Tests.Archive;

/// <summary>A test against Python's PyTorch, shown as skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPyTorchAttribute : FactAttribute
{
    public FactWithPyTorchAttribute()
    {
        if (!PythonTorch.IsInstalled)
            Skip = "needs Debian's python3-torch";
    }
}
