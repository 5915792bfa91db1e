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

    /// <summary>Finds the nearest name; null where none is within two letters, or a third of its length.</summary>
    public static string? Find(string got, IEnumerable<string> expected) =>
        expected
            .Select(name => (Name: name, Distance: Distance(got.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(c => c.Distance <= Math.Max(2, c.Name.Length / 3))
            .OrderBy(c => c.Distance)
            .Select(c => c.Name)
            .FirstOrDefault();

    /// <summary>
    /// Finds the name that another one misspells; null where the other may well be a name of its own. That is one letter too
    /// many, too few, wrong or swapped, or two in names of six letters and more; a short name keeps its first letter.
    /// </summary>
    public static string? FindMisspelt(string got, IEnumerable<string> expected)
    {
        var word = got.ToLowerInvariant();
        return expected
            .Where(name => Distance(word, name.ToLowerInvariant()) <= (name.Length < 6 ? 1 : 2))
            .FirstOrDefault(name => name.Length > 4 || char.ToLowerInvariant(name[0]) == word[0]);
    }

    /// <summary>Computes how many letters are inserted, deleted, replaced or swapped with their neighbour (Damerau, 1964).</summary>
    private static int Distance(string a, string b)
    {
        int[] before = [], row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var last = row;
            row = [i, .. new int[b.Length]];
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = a[i - 1] == b[j - 1] ? last[j - 1] : 1 + Math.Min(last[j - 1], Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            before = last;
        }

        return row[b.Length];
    }
}
