namespace FerTrain.Core.Errors;

/// <summary>Finds the expected name that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>Asks "Did you mean 'x'?" where a name is near, and lists the expected names in any case.</summary>
    public static string Hint(string got, IEnumerable<string> expected)
    {
        var names = expected.ToArray();
        var list = $"Expected: {string.Join(", ", names)}.";
        return Find(got, names) is { } near ? $"Did you mean '{near}'? {list}" : list;
    }

    /// <summary>Finds the nearest name; null where none is within a third of its length.</summary>
    public static string? Find(string got, IEnumerable<string> expected) =>
        expected
            .Select(name => (Name: name, Distance: Distance(got.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(c => c.Distance <= Math.Max(2, c.Name.Length / 3))
            .OrderBy(c => c.Distance)
            .Select(c => c.Name)
            .FirstOrDefault();

    /// <summary>Computes the Levenshtein distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? diagonal : 1 + Math.Min(diagonal, Math.Min(row[j], row[j - 1]));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return row[b.Length];
    }
}
