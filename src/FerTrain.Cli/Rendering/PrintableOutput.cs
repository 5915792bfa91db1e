using FerTrain.Core.Errors;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints what may hold the name of a file, a class or a run, which could hold anything.</summary>
internal static class PrintableOutput
{
    /// <summary>Writes a line with its control and invisible characters escaped.</summary>
    public static void WritePrintable(this TextWriter output, string line) => output.WriteLine(Printable.Line(line));

    /// <summary>Gives a path below the working folder as one would type it there.</summary>
    public static string ShortPath(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative
        && !Path.IsPathRooted(relative)
        && !relative.StartsWith("..", StringComparison.Ordinal)
            ? relative
            : path;
}
