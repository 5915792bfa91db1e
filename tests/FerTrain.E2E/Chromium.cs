using System.Diagnostics;

namespace FerTrain.E2E;

/// <summary>A real browser without a window, where one is installed.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static bool IsInstalled => Program is not null;

    /// <summary>Opens a file: its elements once all is loaded, and what the browser had to complain about.</summary>
    public static (string Dom, IReadOnlyList<string> Complaints) Open(string path)
    {
        var profile = Directory.CreateTempSubdirectory("fertrain_chromium_").FullName;
        try
        {
            // Its sandbox wants a user other than root, as whom builds run in containers.
            using var browser = Process.Start(new ProcessStartInfo(Program!,
                ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--enable-logging=stderr", "--dump-dom", new Uri(path).AbsoluteUri])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var log = browser.StandardError.ReadToEndAsync();
            var dom = browser.StandardOutput.ReadToEndAsync();
            if (!browser.WaitForExit(Patience)) browser.Kill(entireProcessTree: true);
            browser.WaitForExit();
            browser.ExitCode.ShouldBe(0, log.Result);
            return (dom.Result, [.. log.Result.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))]);
        }
        finally
        {
            SpinWait.SpinUntil(() => TryDelete(profile), Patience).ShouldBeTrue($"{profile} cannot be deleted");
        }
    }

    /// <summary>Processes that outlive the browser for a moment may still write.</summary>
    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            Thread.Sleep(100);
            return false;
        }
    }
}
