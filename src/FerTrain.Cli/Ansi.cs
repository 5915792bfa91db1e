using System.Runtime.InteropServices;

namespace FerTrain.Cli;

/// <summary>Marks text with the escape sequences of ECMA-48 where the reader sees colours.</summary>
internal sealed partial class Ansi(bool isOn)
{
    /// <summary>Blues of the palette of 256 colours with enough contrast to white text.</summary>
    private static readonly int[] Shades = [17, 18, 19, 20, 21];

    /// <summary>Moves to the start of the line and erases it.</summary>
    public const string ClearLine = "\r\e[K";

    public string Bold(string text) => Marked("1", text);

    public string Red(string text) => Marked("31", text);

    public string Green(string text) => Marked("32", text);

    public string Yellow(string text) => Marked("33", text);

    /// <summary>A cell of a heat map. Fractions below 5 % are unshaded, so that the larger ones stand out.</summary>
    public string Shaded(string cell, double fraction) =>
        fraction >= 0.05 ? Marked($"97;48;5;{Shades[Math.Min((int)(fraction * Shades.Length), Shades.Length - 1)]}", cell) : cell;

    private string Marked(string style, string text) => isOn ? $"\e[{style}m{text}\e[0m" : text;

    /// <summary>Whether the console understands the sequences; Windows' has to be asked to.</summary>
    public static bool IsUnderstood(bool error)
    {
        if (!OperatingSystem.IsWindows()) return Environment.GetEnvironmentVariable("TERM") != "dumb";
        const uint virtualTerminal = 4;
        var console = GetStdHandle(error ? -12 : -11);
        return GetConsoleMode(console, out var mode) && SetConsoleMode(console, mode | virtualTerminal);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
