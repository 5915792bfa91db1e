using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models;
using TorchSharp;
using static TorchSharp.torch;
#if SYSTEM_TORCH
using TorchSharp.Interop;
#endif

namespace FerTrain.Training;

/// <summary>Calls a model in training at a precision: the one place that knows what TorchSharp itself does not offer.</summary>
internal static class Accelerator
{
    /// <summary>The model's logits in float32, so that the loss is too, whatever its layers compute in.</summary>
    /// <exception cref="UserError">This precision cannot be had here.</exception>
    public static Func<Classifier, Tensor, Tensor> Caller(Precision precision, Device device)
    {
        if (precision == Precision.Float32) return (model, inputs) => model.call(inputs);
        if (device.type != DeviceType.CPU)
            throw new UserError($"train.precision: bfloat16 is for the device cpu, got {device}, which accepts float32.");
#if SYSTEM_TORCH
        return (model, inputs) =>
        {
            using var autocast = new Autocast();
            using var logits = model.call(inputs);
            return logits.to(float32);
        };
#else
        throw new UserError("train.precision: bfloat16 needs a build with the system's libtorch; this one, with TorchSharp's package, accepts float32.");
#endif
    }
}
