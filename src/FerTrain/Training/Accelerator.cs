using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// How a training computes on its device: at which precision, and on a GPU as recordings. The one place that knows what
/// TorchSharp itself does not offer.
/// </summary>
internal sealed class Accelerator : IDisposable
{
    private readonly Precision _precision;
    private readonly Device _device;
    private readonly List<IDisposable> _held = [];

    /// <exception cref="UserError">What the config asks for cannot be had here.</exception>
    public Accelerator(TrainConfig config, Device device)
    {
        (_precision, _device) = (config.Precision, device);
        Require(config, device);
        Records = device.type == DeviceType.CUDA && config.CudaGraph != CudaGraphUse.Never && IsSystemTorch;
        if (device.type == DeviceType.CUDA) SetTf32(_precision == Precision.Tf32);
    }

    private static bool IsSystemTorch => false;

    /// <summary>Whether updates are recorded once and repeated as one launch.</summary>
    public bool Records { get; }

    /// <summary>Logits in float32, so that the loss is too, whatever the model's layers compute in.</summary>
    public Tensor Logits(Classifier model, Tensor inputs)
    {
        if (_precision != Precision.Bfloat16) return model.call(inputs);
        throw new InvalidOperationException($"{nameof(Require)} refuses {_precision}.");
    }

    /// <summary>Records work that stays on the GPU, without doing it; what is returned does it, on the same tensors each time.</summary>
    /// <exception cref="UserError">The GPU refuses.</exception>
    public Action Record(Action work)
    {
        throw new InvalidOperationException($"{nameof(Records)} is false.");
    }

    /// <summary>The GPU's name; null of the CPU, and where TorchSharp's package computes, which cannot tell it.</summary>
    public static string? GpuName(Device device)
    {
        return null;
    }

    /// <summary>The most bytes of the GPU's memory that this process has held at once; null as for <see cref="GpuName"/>.</summary>
    public static long? PeakGpuMemory(Device device)
    {
        return null;
    }

    /// <summary>The state of the GPU's random generator, as a tensor on the CPU; null as for <see cref="GpuName"/>.</summary>
    public static Tensor? RandomState(Device device)
    {
        return null;
    }

    public static void SetRandomState(Device device, Tensor state)
    {
    }

    public void Dispose()
    {
        foreach (var held in _held)
            held.Dispose();
        if (_device.type == DeviceType.CUDA) SetTf32(false);
    }

    private static void SetTf32(bool allow) => backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = allow;

    private static void Require(TrainConfig config, Device device)
    {
        var isGpu = device.type == DeviceType.CUDA;
        var mistake = config switch
        {
            { Precision: Precision.Tf32 } when !isGpu => $"train.precision: tf32 is for a GPU, got the device {device}, which accepts float32 and bfloat16.",
            { Precision: Precision.Bfloat16 } when !IsSystemTorch => "train.precision: bfloat16 needs a build with the system's libtorch; this one, with TorchSharp's package, accepts float32 and, on a GPU, tf32.",
            { CudaGraph: CudaGraphUse.Always } when !isGpu => $"train.cuda_graph: always is for a GPU, got the device {device}, which accepts auto and never.",
            { CudaGraph: CudaGraphUse.Always } when !IsSystemTorch => "train.cuda_graph: always needs a build with the system's libtorch; this one, with TorchSharp's package, accepts auto and never.",
            _ => null,
        };
        if (mistake is not null) throw new UserError(mistake);
    }
}
