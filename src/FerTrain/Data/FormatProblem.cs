namespace FerTrain.Data;

/// <summary>
/// One field of a file, or one file of a folder, that cannot be read. <paramref name="Row"/> counts data rows from 1, without the header;
/// <paramref name="Line"/> counts every line of the file.
/// </summary>
public sealed record FormatProblem(long Row, long Line, string Field, string Message)
{
    /// <summary>The line of what is no text.</summary>
    public const long NoLine = 0;

    public override string ToString() => Line == NoLine ? $"{Field}: {Message}" : $"row {Row} (line {Line}), {Field}: {Message}";
}
