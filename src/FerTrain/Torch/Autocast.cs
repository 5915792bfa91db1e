using FerTrain.Core.Errors;
using TorchSharp;

namespace FerTrain.Torch;

/// <summary>
/// Makes this thread compute convolutions and matrix products in bfloat16 until it is disposed, like PyTorch's
/// <c>torch.autocast</c>. TorchSharp has no autocast, so this calls the C++ functions behind it.
/// </summary>
internal sealed unsafe class Autocast : IDisposable
{
    private const sbyte BFloat16 = 15; // c10::ScalarType

    private static readonly Lazy<Functions?> Found = new(Functions.Find);

    private readonly Functions _functions;
    private readonly sbyte _device;

    /// <exception cref="UserError">This libtorch does not export autocast.</exception>
    public Autocast(DeviceType device)
    {
        _functions = Require();
        _device = (sbyte)device;
        _functions.SetType(_device, BFloat16);
        _functions.SetEnabled(_device, 1);
        _ = _functions.IncrementNesting();
    }

    /// <summary>Checks that bfloat16 is available, so that training fails at its start and not later.</summary>
    /// <exception cref="UserError">This libtorch does not export autocast.</exception>
    public static Functions Require() => Found.Value ?? throw new UserError(
        $"train.precision=bfloat16 needs libtorch's autocast, which libtorch {torch.__version__} does not export. Expected: float32 and, on a GPU, tf32.");

    public void Dispose()
    {
        if (_functions.DecrementNesting() == 0) _functions.ClearCache();
        _functions.SetEnabled(_device, 0);
    }

    /// <summary>Holds the functions of namespace at::autocast, whose enumerations are one byte.</summary>
    internal sealed class Functions
    {
        public required delegate* unmanaged<sbyte, byte, void> SetEnabled { get; init; }

        public required delegate* unmanaged<sbyte, sbyte, void> SetType { get; init; }

        public required delegate* unmanaged<int> IncrementNesting { get; init; }

        public required delegate* unmanaged<int> DecrementNesting { get; init; }

        public required delegate* unmanaged<void> ClearCache { get; init; }

        public static Functions? Find() =>
            NativeExports.TryFind(out var enabled, "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z")
            && NativeExports.TryFind(
                out var type,
                "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE",
                "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z")
            && NativeExports.TryFind(out var increment, "_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ")
            && NativeExports.TryFind(out var decrement, "_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ")
            && NativeExports.TryFind(out var clear, "_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ")
                ? new Functions
                {
                    SetEnabled = (delegate* unmanaged<sbyte, byte, void>)enabled,
                    SetType = (delegate* unmanaged<sbyte, sbyte, void>)type,
                    IncrementNesting = (delegate* unmanaged<int>)increment,
                    DecrementNesting = (delegate* unmanaged<int>)decrement,
                    ClearCache = (delegate* unmanaged<void>)clear,
                }
                : null;
    }
}
