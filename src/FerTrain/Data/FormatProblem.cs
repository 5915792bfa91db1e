namespace FerTrain.Data;

/// <summary>
/// One field of a file that cannot be read. <paramref name="Row"/> counts data rows from 1, without the header;
/// <paramref name="Line"/> counts every line of the file.
/// </summary>
public sealed record FormatProblem(long Row, long Line, string Field, string Message)
{
    public override string ToString() => $"row {Row} (line {Line}), {Field}: {Message}";
}
