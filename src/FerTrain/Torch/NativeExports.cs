using System.Runtime.InteropServices;
using TorchSharp;

namespace FerTrain.Torch;

/// <summary>Functions of libtorch that TorchSharp does not offer, by their exported names.</summary>
internal static class NativeExports
{
    private static readonly Lazy<nint> TorchCpu = new(() =>
    {
        torch.InitializeDeviceType(DeviceType.CPU); // TorchSharp decides which libtorch it is
        return NativeLibrary.Load("torch_cpu", typeof(torch).Assembly, null);
    });

    /// <summary>The address of the first name that libtorch exports: C++ names differ between Windows and the others.</summary>
    public static bool TryFind(out nint address, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryGetExport(TorchCpu.Value, name, out address)) return true;
        }

        address = 0;
        return false;
    }

    /// <exception cref="EntryPointNotFoundException">This libtorch exports none of the names.</exception>
    public static nint Find(params ReadOnlySpan<string> names) => TryFind(out var address, names)
        ? address
        : throw new EntryPointNotFoundException($"libtorch {torch.__version__} exports no {names[0]}.");
}
