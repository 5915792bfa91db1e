using FerTrain.Server.Static;
using FerTrain.Tests;
using FerTrain.Tests.Vision;

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

/// <summary>A test in a real browser with a photograph, shown as skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPortraitAttribute : FactAttribute
{
    public FactWithPortraitAttribute()
    {
        if (!Chromium.IsInstalled || !Portrait.IsInstalled)
            Skip = "needs Debian's chromium and python3-skimage";
    }
}

/// <summary>A test of the static page, shown as skipped where the browser, the photograph or npm's registry is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithStaticPageAttribute : FactAttribute
{
    private static readonly Lazy<bool> HasPackages = new(() =>
        Array.TrueForAll([NpmPackage.OnnxRuntimeWeb, NpmPackage.BlazeFace], package =>
            ExternalProgram.Start("npm", "view", $"{package.Name}@{package.Version}", "version", "--fetch-retries=0", "--fetch-timeout=20000").ExitCode == 0));

    public FactWithStaticPageAttribute()
    {
        if (!Chromium.IsInstalled || !Portrait.IsInstalled || !HasPackages.Value)
            Skip = "needs Debian's chromium and python3-skimage, and npm with its registry";
    }
}
