using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Tests.Training.Initialization;
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

    [Fact]
    public void Inference_halves_a_batch_that_the_memory_cannot_hold()
    {
        var data = SyntheticFaces.Generate(140, seed: 0);
        using var faces = new FaceTensors(data, CPU);
        using var input = new Preprocessor(new Preprocessing(48, 0, 1, PixelScaling.Unit, data.ClassNames), CPU);
        using var model = ModelRegistry.Network("tiny_xception").Create(ModelInput.Of(input.Spec));
        using var inference = new Inference(model, faces, input);
        ImmutableArray<int> rows = [.. Enumerable.Range(0, 140)];
        var batches = new List<long>();

        var whole = inference.Probabilities(rows, [grey => grey], CancellationToken.None);
        var halved = inference.Probabilities(rows, [grey => grey.shape[0] > 32 ? zeros([1L << 46]) : Counted(grey)], CancellationToken.None);

        batches.ShouldBe([32, 32, 32, 32, 12]);
        halved.ShouldBeNear(whole, 1e-6f);

        Tensor Counted(Tensor grey)
        {
            batches.Add(grey.shape[0]);
            return grey;
        }
    }

    [Theory]
    [InlineData(4096, 1, "train.batch_size: 4,096 faces a step do not fit into the memory of cpu (CUDA out of memory). Expected, for example: train.batch_size=2048 train.accumulation_steps=2, which has as many faces in an update.")]
    [InlineData(33, 3, "train.batch_size: 33 faces a step do not fit into the memory of cpu (CUDA out of memory). Expected, for example: train.batch_size=16 train.accumulation_steps=6, which has as many faces in an update.")]
    [InlineData(1, 1, "train.batch_size: 1 face a step does not fit into the memory of cpu (CUDA out of memory). Expected, for example: a smaller preprocess.size, or another model.")]
    public void The_error_proposes_half_the_batch(int size, int accumulate, string message) =>
        OutOfMemory.Error(new TrainConfig { BatchSize = size, AccumulationSteps = accumulate }, CPU, new InvalidOperationException("CUDA out of memory.\nmore")).Message.ShouldBe(message);
}
