using FerTrain.Core.Errors;

namespace FerTrain.Cli;

/// <summary>Says where output goes and what it can show.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress beside <c>--json</c>, warnings and errors.</param>
/// <param name="IsInteractive">True where results go to a terminal, which can move its cursor and show colours.</param>
/// <param name="Width">Columns of that terminal.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive, int Width)
{
    /// <summary>True where output may be coloured; see no-color.org.</summary>
    public bool HasColor => IsInteractive && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Describes the console of this process.</summary>
    public static Terminal OfConsole() => Console.IsOutputRedirected
        ? new(new ConsoleOutput(Console.Out), new ConsoleOutput(Console.Error), IsInteractive: false, Width: 0)
        : new(new ConsoleOutput(Console.Out), new ConsoleOutput(Console.Error), IsInteractive: true, Console.WindowWidth > 0 ? Console.WindowWidth : 80);

    /// <summary>True where no line is wider than the terminal; a file holds any.</summary>
    public bool Holds(IReadOnlyList<string> lines) => !IsInteractive || lines.All(line => line.Length <= Width);

    /// <summary>Writes warnings, one line each.</summary>
    public void Warn(params IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Error.WriteLine($"Warning: {Printable.Text(warning)}");
    }
}
