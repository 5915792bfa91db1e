using System.Globalization;

namespace FerTrain.Torture;

/// <summary>What came of a trial.</summary>
internal enum Outcome
{
    /// <summary>It was refused with one line and exit code 2.</summary>
    Refused,

    /// <summary>The result is that of the undamaged file or the undisturbed run.</summary>
    Same,

    /// <summary>The result is another one that is valid for what the file says now.</summary>
    Other,

    /// <summary>A trace, a signal, a hang, too much memory, other data in spite of a checksum, or something half-written.</summary>
    Wrong,
}

/// <summary>Counts outcomes by kind, and keeps what was wrong.</summary>
/// <param name="progress">Tells that at once.</param>
internal sealed class Tally(TextWriter progress)
{
    private readonly Dictionary<string, int[]> _counts = [];
    private readonly List<string> _wrong = [];
    private readonly Lock _lock = new();

    public bool IsRight => _wrong.Count == 0;

    /// <param name="kind">The row of the table.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="trial">Names the trial so that it can be repeated.</param>
    /// <param name="detail">Says what was wrong.</param>
    public void Add(string kind, Outcome outcome, string trial, string detail)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(kind, out var counts)) _counts.Add(kind, counts = new int[Enum.GetValues<Outcome>().Length]);
            counts[(int)outcome]++;
            if (outcome != Outcome.Wrong) return;
            _wrong.Add($"wrong: {trial}: {detail}");
            progress.WriteLine(_wrong[^1]);
        }
    }

    public void Write(TextWriter output)
    {
        string[] header = ["kind", "tried", "refused", "same", "other but valid", "wrong"];
        string[][] rows =
        [
            .. _counts.Select(kind => Row(kind.Key, kind.Value)),
            Row("all", [.. Enumerable.Range(0, header.Length - 2).Select(outcome => _counts.Values.Sum(counts => counts[outcome]))]),
        ];
        var widths = header.Select((title, column) => rows.Max(row => Math.Max(title.Length, row[column].Length))).ToArray();
        foreach (var row in rows.Prepend(header))
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        foreach (var wrong in _wrong)
            output.WriteLine(wrong);
    }

    private static string[] Row(string kind, int[] counts) => [kind, Number(counts.Sum()), .. counts.Select(Number)];

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
