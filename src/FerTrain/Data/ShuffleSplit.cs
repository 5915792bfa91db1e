namespace FerTrain.Data;

/// <summary>Splits rows in two, row by row as scikit-learn's <c>train_test_split</c> does with an integer <c>random_state</c>.</summary>
internal static class ShuffleSplit
{
    /// <summary>
    /// Holds out ⌈<paramref name="testSize"/> · rows⌉ of the rows. With <paramref name="labels"/>, one for each row number,
    /// both parts have the proportions of the classes (<c>stratify</c>). A size of 0 returns all rows in their order.
    /// </summary>
    public static (int[] Train, int[] Test) Split(int[] rows, double testSize, uint seed, byte[]? labels = null)
    {
        var test = (int)Math.Ceiling(testSize * rows.Length);
        if (test == 0)
            return (rows, []);
        var random = new NumpyRandom(seed);
        if (labels is not null)
            return Stratified(rows, test, labels, random);
        var shuffled = random.Permutation(rows);
        return (shuffled[test..], shuffled[..test]);
    }

    private static (int[] Train, int[] Test) Stratified(int[] rows, int test, byte[] labels, NumpyRandom random)
    {
        var classes = rows.GroupBy(row => labels[row]).OrderBy(members => members.Key).Select(members => members.ToArray()).ToArray();
        int[] counts = [.. classes.Select(members => members.Length)];
        var trainCounts = ApproximateMode(counts, rows.Length - test, random);
        // What is left is the test part, yet scikit-learn asks for its mode, and ties consume random numbers.
        var testCounts = ApproximateMode([.. counts.Zip(trainCounts, (count, train) => count - train)], test, random);
        List<int> trainRows = [], testRows = [];
        for (var i = 0; i < classes.Length; i++)
        {
            var shuffled = random.Permutation(classes[i]);
            trainRows.AddRange(shuffled[..trainCounts[i]]);
            testRows.AddRange(shuffled.AsSpan(trainCounts[i], testCounts[i]));
        }

        return (random.Permutation(trainRows), random.Permutation(testRows));
    }

    /// <summary>
    /// Approximates the likeliest number of each class in <paramref name="draws"/> draws: what is lost by rounding down is
    /// given to the largest remainders, at random among equal ones (scikit-learn's <c>_approximate_mode</c>).
    /// </summary>
    private static int[] ApproximateMode(int[] counts, int draws, NumpyRandom random)
    {
        var total = (double)counts.Sum();
        double[] expected = [.. counts.Select(count => count / total * draws)];
        int[] drawn = [.. expected.Select(number => (int)number)];
        var missing = draws - drawn.Sum();
        foreach (var equal in Enumerable.Range(0, counts.Length).GroupBy(i => expected[i] - (int)expected[i]).OrderByDescending(group => group.Key))
        {
            if (missing == 0)
                break;
            foreach (var i in random.Permutation(equal).Take(missing))
            {
                drawn[i]++;
                missing--;
            }
        }

        return drawn;
    }
}
