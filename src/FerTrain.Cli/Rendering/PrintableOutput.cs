using FerTrain.Core.Errors;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints what may hold the name of a file, a class or a run, which could hold anything.</summary>
internal static class PrintableOutput
{
    /// <summary>Writes a line with its control and invisible characters escaped.</summary>
    public static void WritePrintable(this TextWriter output, string line) => output.WriteLine(Printable.Line(line));
}
