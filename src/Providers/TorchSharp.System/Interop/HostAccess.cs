namespace TorchSharp.Interop;

/// <summary>
/// While it lives, this thread neither reads a tensor's elements nor makes a tensor of its own numbers. A step that is
/// recorded on a GPU must not: what was read would be of the time of recording, and what was written would stay the same.
/// </summary>
internal sealed class HostAccess : IDisposable
{
    [ThreadStatic] private static bool _forbidden;

    private HostAccess() => _forbidden = true;

    internal static HostAccess Forbid() => new();

    internal static void Check()
    {
        if (_forbidden) throw new InvalidOperationException("A step that is recorded must stay on the device, but this reads a tensor's elements or makes a tensor of numbers.");
    }

    public void Dispose() => _forbidden = false;
}
