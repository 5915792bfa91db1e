using System.Text;

namespace FerTrain.Cli;

/// <summary>Writes to standard output or error, and reports its failures with a type of their own, apart from those of files.</summary>
internal sealed class ConsoleOutput(TextWriter console) : TextWriter
{
    public override Encoding Encoding => console.Encoding;

    public override void Write(char value) => Try(() => console.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => console.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => console.Write(value));

    // Text and line break at once, or lines of two processes mix.
    public override void WriteLine(string? value) => Try(() => console.WriteLine(value));

    public override void Flush() => Try(console.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputError(error);
        }
    }
}

/// <summary>Reports that standard output or error cannot be written: the disk is full, or the reader closed it.</summary>
internal sealed class OutputError(Exception cause) : Exception($"the output cannot be written: {cause.GetBaseException().Message}", cause);
