using System.Runtime.InteropServices;
using FerTrain.Core.Config;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class OutOfMemoryTests
{
    [Fact]
    public void A_tensor_that_no_machine_can_hold_is_told_from_other_failures()
    {
        OutOfMemory.Is(Should.Throw<ExternalException>(() => zeros([1L << 46]))).ShouldBeTrue();
        OutOfMemory.Is(Should.Throw<ExternalException>(() => zeros([2]).view(3))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 79.19 GiB")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED")]
    [InlineData("[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 281474976710656 bytes")]
    public void What_allocators_say_is_known(string message) => OutOfMemory.Is(new InvalidOperationException(message)).ShouldBeTrue();

    [Theory]
    [InlineData(4096, 1, "train.batch_size: 4,096 faces a step do not fit into the memory of cpu (CUDA out of memory). Expected, for example: train.batch_size=2048 train.accumulation_steps=2, which has as many faces in an update.")]
    [InlineData(33, 3, "train.batch_size: 33 faces a step do not fit into the memory of cpu (CUDA out of memory). Expected, for example: train.batch_size=16 train.accumulation_steps=6, which has as many faces in an update.")]
    [InlineData(1, 1, "train.batch_size: 1 face a step does not fit into the memory of cpu (CUDA out of memory). Expected, for example: a smaller preprocess.size, or another model.")]
    public void The_error_proposes_half_the_batch(int size, int accumulate, string message) =>
        OutOfMemory.Error(new TrainConfig { BatchSize = size, AccumulationSteps = accumulate }, CPU, new InvalidOperationException("CUDA out of memory.\nmore")).Message.ShouldBe(message);
}
