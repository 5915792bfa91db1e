using System.Diagnostics;
using FerTrain.Cli;

namespace FerTrain.Tests.OnnxRuntimeTests.Interop;

public sealed class MissingLibraryTests
{
    [Theory]
    [InlineData("/nowhere/libonnxruntime.so")]
    [InlineData("/bin/true")]
    public void Without_the_library_an_exported_file_is_a_mistake_that_says_how_to_get_it(string library)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(App).Assembly.Location, "bench", SmallModel.Path])
        {
            RedirectStandardError = true,
            Environment = { ["ONNXRUNTIME"] = library },
        })!;

        var error = child.StandardError.ReadToEnd();
        child.WaitForExit();

        child.ExitCode.ShouldBe(2, error);
        error.ShouldStartWith("fertrain: ONNX Runtime is needed to run .onnx files: ");
        error.ShouldContain(library);
        error.ShouldEndWith(". scripts/setup.sh installs it with npm; or set ONNXRUNTIME to a libonnxruntime.so.\n");
    }
}
