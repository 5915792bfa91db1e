using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;

namespace FerTrain.Cli;

/// <summary>Says where output goes and what it can show.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress beside <c>--json</c>, warnings and errors.</param>
/// <param name="IsInteractive">Whether results go to a terminal, which can move its cursor and show colours.</param>
/// <param name="Width">Columns of that terminal.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive, int Width)
{
    /// <summary>Columns of that terminal, whose window may change.</summary>
    public int Width => CurrentWidth?.Invoke() ?? _width;

    private readonly int _width = Width;

    private Func<int>? CurrentWidth { get; init; }

    /// <summary>Whether warnings and errors go to such a terminal.</summary>
    public bool IsErrorInteractive { get; init; }

    /// <summary>The styles of results.</summary>
    public Ansi Style => new(IsInteractive && WantsColor);

    private Ansi ErrorStyle => new(IsErrorInteractive && WantsColor);

    /// <summary>See no-color.org.</summary>
    private static bool WantsColor => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Describes the console of this process.</summary>
    public static Terminal OfConsole()
    {
        var isInteractive = !Console.IsOutputRedirected && Ansi.IsUnderstood(error: false);
        return new(new ConsoleOutput(Console.Out), new ConsoleOutput(Console.Error), isInteractive, Width: 0)
        {
            CurrentWidth = !isInteractive ? null : () => Console.WindowWidth > 0 ? Console.WindowWidth : WrappedText.Width,
            IsErrorInteractive = !Console.IsErrorRedirected && Ansi.IsUnderstood(error: true),
        };
    }

    /// <summary>Whether no line is wider than the terminal; a file holds any.</summary>
    public bool Holds(IReadOnlyList<string> lines) => !IsInteractive || lines.All(line => line.Length <= Width);

    /// <summary>Writes warnings, one line each; a terminal gets them broken between words.</summary>
    public void Warn(params IEnumerable<string> warnings)
    {
        foreach (var warning in warnings) Tell("Warning:", ErrorStyle.Yellow, warning);
    }

    /// <summary>Writes an error, as warnings are.</summary>
    public void Fail(string message) => Tell("fertrain:", ErrorStyle.Red, message);

    /// <summary>Writes what a command does without being told to, such as which model it takes.</summary>
    public void Note(string text) => Error.WriteLine(Broken(text));

    private void Tell(string prefix, Func<string, string> style, string text) => Error.WriteLine(style(prefix) + Broken($"{prefix} {text}")[prefix.Length..]);

    private string Broken(string text) => IsErrorInteractive ? WrappedText.Of(Printable.Text(text), Width > 0 ? Width : WrappedText.Width) : Printable.Text(text);
}
