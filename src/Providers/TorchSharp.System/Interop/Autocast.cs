namespace TorchSharp.Interop;

/// <summary>While it lives, convolutions and products of this thread on devices of a kind compute in bfloat16.</summary>
internal sealed class Autocast : IDisposable
{
    private nint _guard;

    internal Autocast(DeviceType device) => Native.Check(Native.fer_autocast_begin((int)device, out _guard));

    public void Dispose()
    {
        Native.fer_autocast_end(_guard);
        _guard = 0;
    }
}
