using System.Globalization;
using System.Net.Sockets;
using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>Whether there is one to open a window on; OpenCV's window library ends the program where it finds none.</summary>
internal static class Screen
{
    private const int FirstPort = 6000; // of X11's servers

    /// <exception cref="UserError">There is none.</exception>
    public static void Require()
    {
        if (!OperatingSystem.IsLinux() || IsSet("WAYLAND_DISPLAY") || IsSet("QT_QPA_PLATFORM")) return;
        if (!IsSet("DISPLAY")) throw Missing("DISPLAY is not set");
        var display = Environment.GetEnvironmentVariable("DISPLAY")!;
        if (!Answers(display)) throw Missing($"nothing answers at DISPLAY={display}");
    }

    public static UserError Missing(string reason) => new($"There is no screen to show a window on: {reason}. Use --no-window, and --record to keep what it would show.");

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    /// <summary>HOST:NUMBER.SCREEN, where the host is empty for this machine.</summary>
    private static bool Answers(string display)
    {
        var colon = display.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(display[(colon + 1)..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        try
        {
            if (colon > 0)
            {
                using var remote = new TcpClient(display[..colon], FirstPort + number);
                return true;
            }

            using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            local.Connect(new UnixDomainSocketEndPoint($"/tmp/.X11-unix/X{number}"));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
