using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Data;

public sealed class SplitterTests
{
    [Fact]
    public void A_random_split_is_that_of_scikit_learn_row_by_row()
    {
        foreach (var expected in GoldenSplits.Instance.Cases)
        {
            var config = new DataConfig
            {
                Split = SplitMethod.Random,
                Seed = expected.Seed,
                Fractions = expected.Fractions,
                Stratify = expected.Classes is not null,
            };
            expected.ShouldBeDigestOf(Split(Labels(expected.Rows, skewed: expected.Classes == "skewed"), config), expected.ToString());
        }
    }

    [Fact]
    public void A_permutation_is_that_of_numpy()
    {
        new NumpyRandom(0).Permutation(Enumerable.Range(0, 35_887)).Take(5).ShouldBe([34412, 10642, 13453, 14843, 30120]);
        new NumpyRandom(45).Permutation(Enumerable.Range(0, 62_923)).Take(5).ShouldBe([62634, 6425, 11709, 16118, 45896]);
    }

    [Fact]
    public void A_holdout_is_the_head_of_one_permutation_and_begins_with_the_test_rows()
    {
        var shuffled = new NumpyRandom(7).Permutation(Enumerable.Range(0, 35));
        var split = Split(new byte[35], new DataConfig { Split = SplitMethod.Holdout, Seed = 7, Fractions = [0.8, 0.1, 0.1] });

        split.Test.ShouldBe(shuffled[..3]);
        split.Val.ShouldBe(shuffled[3..7]);
        split.Train.ShouldBe(shuffled[7..]);
    }

    [Fact]
    public void Every_rule_puts_each_row_in_exactly_one_part_of_the_configured_size() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Count, byte Train, byte Val, byte Rule, bool Stratify)>(), c =>
        {
            var (train, val) = ((1 + c.Train % 10) / 20.0, c.Val % 11 / 20.0);
            var split = Split(Labels(c.Count, skewed: true), new DataConfig
            {
                Split = new[] { SplitMethod.Random, SplitMethod.Holdout, SplitMethod.Sequential }[c.Rule % 3],
                Stratify = c.Stratify,
                Fractions = [train, val, 1 - train - val],
            });
            return split.Train.Concat(split.Val).Concat(split.Test).Order().SequenceEqual(Enumerable.Range(0, c.Count))
                && Math.Abs(split.Train.Length - train * c.Count) <= 2
                && Math.Abs(split.Val.Length - val * c.Count) <= 2;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(35_887, 0.8, 0, 0.2, 28_709, 0, 7_178)]
    [InlineData(62_923, 0.9, 0, 0.1, 56_630, 0, 6_293)]
    [InlineData(1000, 0.7, 0.1, 0.2, 700, 100, 200)]
    [InlineData(35_887, 0.9, 0.1, 0, 32_298, 3_589, 0)]
    [InlineData(7_000, 0.714286, 0, 0.2857143, 5_000, 0, 2_000)] // the sum is 1.0000003
    public void A_sequential_split_cuts_the_file_where_scikit_learn_does_without_shuffling(
        int rows, double train, double val, double test, int trainRows, int valRows, int testRows)
    {
        var split = Split(new byte[rows], new DataConfig { Split = SplitMethod.Sequential, Fractions = [train, val, test] });

        (split.Train.Length, split.Val.Length, split.Test.Length).ShouldBe((trainRows, valRows, testRows));
        split.Train.Concat(split.Val).Concat(split.Test).ShouldBe(Enumerable.Range(0, rows)); // in file order
    }

    [Fact]
    public void A_stratified_split_keeps_each_class_fraction()
    {
        var labels = Labels(1000, skewed: true);
        var split = Split(labels, new DataConfig { Split = SplitMethod.Random, Stratify = true });

        foreach (var (label, all) in labels.CountBy(label => label))
        {
            ((double)split.Train.Count(row => labels[row] == label)).ShouldBe(0.8 * all, tolerance: 1);
            ((double)split.Test.Count(row => labels[row] == label)).ShouldBe(0.1 * all, tolerance: 1);
        }
    }

    private static DataSplit Split(byte[] labels, DataConfig config) =>
        Splitter.Split(new FaceSet(new byte[labels.Length], labels, new Usage[labels.Length]), [.. Enumerable.Range(0, labels.Length)], config);

    private static byte[] Labels(int count, bool skewed) =>
        [.. Enumerable.Range(0, count).Select(row => (byte)(skewed ? Math.Min(row % 7, row * 3 % 11) : row % 5))];
}

/// <summary>Splits that scikit-learn drew, as <c>Goldens/make_splits.py</c> records them.</summary>
internal sealed record GoldenSplits(GoldenSplit[] Cases, GoldenSplit[] Published)
{
    public static GoldenSplits Instance { get; } = JsonSerializer.Deserialize<GoldenSplits>(
        File.ReadAllText(Path.Combine(Architecture.Repository.Root, "tests/FerTrain.Tests/Data/Goldens/splits.json")), JsonSerializerOptions.Web)!;
}

/// <summary>Holds the sizes of train, val and test and the SHA-256 of their row numbers in this order.</summary>
internal sealed record GoldenSplit(string? Config, int Rows, long Seed, double[] Fractions, string? Classes, int[] Counts, string Sha256)
{
    public void ShouldBeDigestOf(DataSplit split, string message)
    {
        new[] { split.Train.Length, split.Val.Length, split.Test.Length }.ShouldBe(Counts, message);
        int[] rows = [.. split.Train, .. split.Val, .. split.Test];
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(rows.AsSpan()))).ShouldBe(Sha256, message);
    }
}
