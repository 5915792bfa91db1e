using System.Diagnostics;
using FerTrain.Cli;
using FerTrain.Tests.Cli;

namespace FerTrain.Tests.Figures;

/// <summary>A machine where the loader finds no Cairo that it can load.</summary>
public sealed class MissingLibraryTests : IDisposable
{
    private const string Missing = "Unable to load shared library 'libcairo.so.2' or one of its dependencies. On Debian and Ubuntu, apt-get install libcairo2 brings it.\n";

    private readonly TempFolder _folder = new();

    public MissingLibraryTests() => _folder.Write("libcairo.so.2", "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_and_evaluation_go_on_without_figures_and_say_so()
    {
        var (exit, error) = Run(["train", "--runs", _folder.Root, "--device", "cpu", .. CommandLine.Quick]);
        exit.ShouldBe(0, error);
        error.ShouldBe($"Warning: no figures are drawn: {Missing}");
        var run = Directory.GetDirectories(_folder.Root).Single();
        Directory.Exists(Path.Combine(run, "plots")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(run, "report.html")).ShouldContain("<table");

        (exit, error) = Run(["eval", "--checkpoint", run, "--device", "cpu"]);
        exit.ShouldBe(0, error);
        error.ShouldBe($"Warning: no figures are drawn: {Missing}");
    }

    [Fact]
    public void What_is_asked_for_by_name_is_a_mistake() =>
        Run(["bench", "--measure", "figures"]).ShouldBe((2, $"fertrain: Figures cannot be drawn: {Missing}"));

    private (int Exit, string Error) Run(string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(App).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LD_LIBRARY_PATH"] = _folder.Root },
        })!;
        var output = child.StandardOutput.ReadToEndAsync();
        var error = child.StandardError.ReadToEnd();
        child.WaitForExit();
        _ = output.Result;
        return (child.ExitCode, error);
    }
}
