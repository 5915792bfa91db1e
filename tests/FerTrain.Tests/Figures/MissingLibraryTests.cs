using System.Diagnostics;
using FerTrain.Cli;

namespace FerTrain.Tests.Figures;

public sealed class MissingLibraryTests
{
    // A distribution's libtorch may need Cairo too, so only what does without libtorch can be shown.
    [Fact]
    public void Without_cairo_a_figure_is_a_mistake_that_says_how_to_get_it()
    {
        using var folder = new TempFolder();
        _ = folder.Write("libcairo.so.2", "");
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(App).Assembly.Location, "bench", "--measure", "figures"])
        {
            RedirectStandardError = true,
            Environment = { ["LD_LIBRARY_PATH"] = folder.Root },
        })!;

        var error = child.StandardError.ReadToEnd();
        child.WaitForExit();

        child.ExitCode.ShouldBe(2, error);
        error.ShouldBe("fertrain: Figures cannot be drawn: Unable to load shared library 'libcairo.so.2' or one of its dependencies. On Debian and Ubuntu, apt-get install libcairo2 brings it.\n");
    }
}
