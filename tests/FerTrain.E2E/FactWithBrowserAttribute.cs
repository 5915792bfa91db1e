namespace FerTrain.E2E;

/// <summary>A test in a real browser, shown as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithBrowserAttribute : FactAttribute
{
    public FactWithBrowserAttribute()
    {
        if (!Chromium.IsInstalled)
            Skip = "needs Debian's chromium";
    }
}
