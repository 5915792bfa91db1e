using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

public sealed class AcceleratorTests
{
    [Fact]
    public void What_only_a_GPU_has_is_refused_on_the_CPU()
    {
        Refusal(new TrainConfig { Precision = Precision.Tf32 })
            .ShouldBe("train.precision: tf32 is for a GPU, got the device cpu, which accepts float32 and bfloat16.");
        Refusal(new TrainConfig { CudaGraph = CudaGraphUse.Always })
            .ShouldBe("train.cuda_graph: always is for a GPU, got the device cpu, which accepts auto and never.");
    }

    [Theory]
    [InlineData(CudaGraphUse.Auto)]
    [InlineData(CudaGraphUse.Never)]
    public void The_CPU_records_nothing_and_has_no_memory_of_a_GPU(CudaGraphUse use)
    {
        using var accelerator = new Accelerator(new TrainConfig { CudaGraph = use }, CPU);

        accelerator.Records.ShouldBeFalse();
        Devices.GpuName(CPU).ShouldBeNull();
        Devices.PeakGpuMemory(CPU).ShouldBeNull();
        Accelerator.RandomState(CPU).ShouldBeNull();
    }

    [Theory]
    [InlineData("1.13.1")]
    [InlineData("2.2.2+cu121")]
    public void A_libtorch_without_fused_optimisers_is_refused_on_a_GPU(string version) =>
        Should.Throw<UserError>(() => Devices.RequireGpuVersion(version)).Message
            .ShouldBe($"A GPU needs libtorch 2.3 or newer, this is {version}. Accepted with it: --device cpu.");

    [Theory]
    [InlineData("2.3.0")]
    [InlineData("2.11.0+cu130")]
    [InlineData("3.0.0")]
    public void Newer_ones_are_taken(string version) => Should.NotThrow(() => Devices.RequireGpuVersion(version));

    private static string Refusal(TrainConfig config) => Should.Throw<UserError>(() => new Accelerator(config, CPU)).Message;
}
