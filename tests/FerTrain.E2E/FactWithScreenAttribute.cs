namespace FerTrain.E2E;

/// <summary>A test with a window, shown as skipped where there is no virtual screen for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithScreenAttribute : FactAttribute
{
    public FactWithScreenAttribute()
    {
        if (!VirtualScreen.IsInstalled)
            Skip = "needs Debian's xvfb and xdotool";
    }
}
