using System.Runtime.InteropServices;

namespace FerTrain.Tests.Setup;

/// <summary>A test of what is only so on Linux x64, shown as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (RuntimeInformation.RuntimeIdentifier != "linux-x64") Skip = "needs Linux x64";
    }
}
