using System.Diagnostics;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class StridedConvolutionTests
{
    [Fact]
    public async Task Batches_of_any_size_train_strided_1x1_convolutions_in_a_process_that_lives_on()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(StridedConvolutions).Assembly.Location, "strided_convolutions"])
        {
            RedirectStandardError = true,
            Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE" }, // threads that spin take the cores from other tests
        })!;

        var error = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();

        child.ExitCode.ShouldBe(0, error);
    }
}
