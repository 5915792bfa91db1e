namespace FerTrain.Cli;

/// <summary>Where output goes, and whether a person is watching it.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress beside <c>--json</c>, warnings and errors.</param>
/// <param name="IsInteractive">Whether results go to a terminal, which can move its cursor and show colours.</param>
/// <param name="Width">Columns of that terminal.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive, int Width)
{
    /// <summary>The terminal of a running verb; <see cref="App.Run"/> sets it.</summary>
    public static Terminal OfConsole() => Console.IsOutputRedirected
        ? new(new ConsoleOutput(Console.Out), new ConsoleOutput(Console.Error), IsInteractive: false, Width: 0)
        : new(new ConsoleOutput(Console.Out), new ConsoleOutput(Console.Error), IsInteractive: true, Console.WindowWidth > 0 ? Console.WindowWidth : 80);

    /// <summary>A line each of what a person should know of a result.</summary>
    public void Warn(params IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Error.WriteLine($"Warning: {warning}");
    }
}
