using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Finds the device that computes tensors.</summary>
internal static class Devices
{
    private const string Numbered = "cuda:";

    /// <param name="name">auto (a GPU where there is one), cpu, gpu, cuda, cuda:N, or mps on macOS, in any case.</param>
    /// <param name="threads">How many compute on the CPU; null lets every core, unless OMP_NUM_THREADS says otherwise.</param>
    /// <exception cref="UserError">The name is none of these, or there is no such device; or libtorch does not load.</exception>
    public static Device Find(string name, int? threads = null)
    {
        name = Named(name);
        NativeLibraries.Load();
        Threads.Use(threads);
        if (name == "gpu") name = OperatingSystem.IsMacOS() ? "mps" : "cuda";
        if (name == "cpu" || (name == "auto" && !cuda.is_available())) return CPU;
        if (name == "mps") return mps_is_available() ? MPS : throw new UserError("Device 'mps' is not there: it is Apple's, on macOS with Apple silicon. Expected: auto, cpu.");
        if (name is "auto" or "cuda") name = "cuda:0";
        var index = int.Parse(name.AsSpan(Numbered.Length), NumberStyles.None, CultureInfo.InvariantCulture);
        var count = cuda.device_count();
        if (index >= count)
            throw new UserError(
                $"Device '{name}' is not there: libtorch {NativeLibraries.Version} sees {Counted.Of(count, "GPU")}. Expected: auto, cpu{(count > 0 ? $", cuda:0 to cuda:{count - 1}" : "")}.");
        backends.cudnn.allow_tf32 = false; // float32 means float32; a training step in tf32 says otherwise
        return new Device(DeviceType.CUDA, index);
    }

    /// <summary>Gives the name of a device, which need not be on this machine, in small letters.</summary>
    /// <exception cref="UserError">No device is called so.</exception>
    public static string Named(string name)
    {
        name = name.ToLowerInvariant();
        return name is "auto" or "cpu" or "gpu" or "cuda" or "mps"
            || (name.StartsWith(Numbered, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Numbered.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? name
            : throw UserError.UnknownName("device", name, ["auto", "cpu", "gpu", "cuda:0"]);
    }

    /// <summary>The GPU's name; null of any other device.</summary>
    public static string? GpuName(Device device) => device.type == DeviceType.CUDA ? CudaDriver.NameOf(device.index) : null;

    /// <exception cref="UserError">The name asks for a GPU, which nothing but libtorch computes on.</exception>
    public static void RequireCpu(string name, string file)
    {
        if (name.ToLowerInvariant() is not ("auto" or "cpu")) throw new UserError($"{file} is computed on the CPU, got --device {name}; expected: auto, cpu.");
    }
}
