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
internal sealed class Accelerator
{
    private readonly Precision _precision;

    /// <exception cref="UserError">This precision cannot be had here.</exception>
    public Accelerator(Precision precision, Device device)
    {
        _precision = precision;
        if (precision == Precision.Float32) return;
        if (device.type != DeviceType.CPU)
            throw new UserError($"train.precision: bfloat16 is for the device cpu, got {device}, which accepts float32.");
#if !SYSTEM_TORCH
        throw new UserError("train.precision: bfloat16 needs a build with the system's libtorch; this one, with TorchSharp's package, accepts float32.");
#endif
    }

    /// <summary>Logits in float32, so that the loss is too, whatever the layers computed in.</summary>
    public Tensor Call(Classifier model, Tensor inputs)
    {
#if SYSTEM_TORCH
        if (_precision == Precision.Bfloat16)
        {
            using var autocast = new Autocast();
            using var logits = model.call(inputs);
            return logits.to(float32);
        }
#endif
        return model.call(inputs);
    }
}
