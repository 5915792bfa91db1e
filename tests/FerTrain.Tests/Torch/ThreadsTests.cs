using FerTrain.Core.Errors;
using FerTrain.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class ThreadsTests
{
    [Fact]
    public void As_many_threads_compute_as_are_named()
    {
        var before = get_num_threads();
        try
        {
            _ = Devices.Find("cpu", threads: 1);

            get_num_threads().ShouldBe(1);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    /// <summary>libtorch would end the process over none.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Fewer_than_one_and_more_than_the_cores_are_refused(int count) =>
        Should.Throw<UserError>(() => Threads.Use(count)).Message.ShouldBe($"--threads is {count}. Expected: 1 to {Environment.ProcessorCount}, the cores of this machine.");
}
