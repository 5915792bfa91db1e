using System.Diagnostics;

namespace FerTrain.Tests.Torch;

public sealed class OddBatchTests
{
    [Fact]
    public async Task Odd_batches_pass_through_strided_1x1_convolutions_in_a_process_that_lives_on()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(OddBatches).Assembly.Location, "odd_batches"])
        {
            RedirectStandardError = true,
            Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE" }, // threads that spin take the cores from other tests
        })!;

        var error = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();

        child.ExitCode.ShouldBe(0, error);
    }
}
