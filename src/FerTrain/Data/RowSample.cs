namespace FerTrain.Data;

/// <summary>One row as <c>data inspect</c> shows it, with its first pixels.</summary>
public sealed record RowSample(int Row, string Class, string Usage, IReadOnlyList<int> Pixels);
