using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Data;

public sealed class DataPreparationTests
{
    /// <summary>Has 1,000 rows, few grey values and skewed classes, so that everything repeats.</summary>
    private static readonly FaceSet Faces = Random(1000, greys: 200);

    [Fact]
    public void Usage_decides_the_splits_by_default()
    {
        var data = DataPreparation.Prepare(Faces, new DataConfig());

        data.Split.Train.ShouldBe(RowsOf(Usage.Training));
        data.Split.Val.ShouldBe(RowsOf(Usage.PublicTest));
        data.Split.Test.ShouldBe(RowsOf(Usage.PrivateTest));
        data.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Every_rule_puts_each_row_in_exactly_one_split_of_the_configured_size() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Count, byte Train, byte Val, bool Random, bool Stratify)>(), c =>
        {
            var (train, val) = ((1 + c.Train % 10) / 20.0, c.Val % 11 / 20.0);
            var faces = Random(c.Count, greys: 50);
            var split = DataPreparation.Prepare(faces, new DataConfig
            {
                Split = c.Random ? SplitMethod.Random : SplitMethod.Sequential,
                Stratify = c.Stratify,
                Fractions = [train, val, 1 - train - val],
            }).Split;
            var slack = c.Random && c.Stratify ? 7 : 1;
            return split.Train.Concat(split.Val).Concat(split.Test).Order().SequenceEqual(Enumerable.Range(0, c.Count))
                && Math.Abs(split.Train.Length - train * c.Count) <= slack
                && Math.Abs(split.Val.Length - val * c.Count) <= slack;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(35_887, 0.8, 0, 0.2, 28_709, 0, 7_178)]
    [InlineData(62_923, 0.9, 0, 0.1, 56_630, 0, 6_293)]
    [InlineData(1000, 0.7, 0.1, 0.2, 700, 100, 200)]
    [InlineData(35_887, 0.9, 0.1, 0, 32_298, 3_589, 0)]
    [InlineData(7_000, 0.714286, 0, 0.2857143, 5_000, 0, 2_000)] // the sum is 1.0000003
    public void Splits_are_as_large_as_those_of_scikit_learn(int rows, double train, double val, double test, int trainRows, int valRows, int testRows)
    {
        var config = new DataConfig { Split = SplitMethod.Sequential, Fractions = [train, val, test] };
        var split = Splitter.Split(Faces, [.. Enumerable.Range(0, rows)], config);

        (split.Train.Length, split.Val.Length, split.Test.Length).ShouldBe((trainRows, valRows, testRows));
        split.Train.Concat(split.Val).Concat(split.Test).ShouldBe(Enumerable.Range(0, rows)); // in file order
    }

    [Fact]
    public void A_random_split_follows_its_seed()
    {
        DataSplit Split(long seed) => DataPreparation.Prepare(Faces, new DataConfig { Split = SplitMethod.Random, Seed = seed }).Split;

        Split(1).Test.ShouldBe(Split(1).Test);
        Split(1).Test.Order().SequenceEqual(Split(2).Test.Order()).ShouldBeFalse();
        Split(1).Train.SequenceEqual(Split(1).Train.Order()).ShouldBeFalse();
    }

    [Fact]
    public void A_stratified_split_keeps_each_class_fraction()
    {
        var split = DataPreparation.Prepare(Faces, new DataConfig { Split = SplitMethod.Random, Stratify = true }).Split;

        foreach (var label in Faces.Labels.Distinct())
        {
            var all = Faces.Labels.Count(l => l == label);
            ((double)split.Train.Count(row => Faces.Labels[row] == label)).ShouldBe(0.8 * all, tolerance: 1);
            ((double)split.Test.Count(row => Faces.Labels[row] == label)).ShouldBe(0.1 * all, tolerance: 1);
        }
    }

    [Fact]
    public void Oversampling_after_the_split_evens_out_train_with_its_own_rows_alone()
    {
        var plain = DataPreparation.Prepare(Faces, new DataConfig()).Split;
        var data = DataPreparation.Prepare(Faces, new DataConfig { Balance = BalanceMethod.Oversample });

        data.Split.Train.Distinct().Order().ShouldBe(plain.Train.Order());
        Counts(data.Split.Train, Faces).Distinct().ShouldHaveSingleItem().ShouldBe(Counts(plain.Train, Faces).Max());
        data.Split.Val.ShouldBe(plain.Val);
        data.Split.Test.ShouldBe(plain.Test);
        data.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("test", 0.1)]
    [InlineData("val", 0)]
    public void Oversampling_before_the_split_warns_with_the_number_of_scored_faces_that_leak(string part, double test)
    {
        var data = DataPreparation.Prepare(Faces, new DataConfig
        {
            Split = SplitMethod.Random,
            Fractions = [0.8, 0.2 - test, test],
            Balance = BalanceMethod.OversampleBeforeSplit,
        });
        var (train, held) = (data.Split.Train, test > 0 ? data.Split.Test : data.Split.Val);
        var repeated = held.Where((row, i) => held[..i].Contains(row)).Count();
        var leaked = held.Count(row => train.Any(other => Faces.Face(row).SequenceEqual(Faces.Face(other))));

        Counts([.. train, .. data.Split.Val, .. data.Split.Test], Faces).Distinct().ShouldHaveSingleItem();
        data.Warnings.ShouldBe([$"balance=oversample_before_split: {leaked} of {held.Length} {part} faces are also training faces, so the {part} score is not measured on unseen faces; {repeated} repeat another face, so the standard error is too small."]);
        leaked.ShouldBeInRange(1, held.Length);
    }

    [Fact]
    public void Merging_relabels_and_keeps_the_order_of_the_remaining_classes()
    {
        var merged = DataPreparation.Prepare(Faces, new DataConfig { Merge = Merge("disgust", "angry") }).Faces;

        merged.ClassNames.ShouldBe(["angry", "fear", "happy", "sad", "surprise", "neutral"]);
        merged.Labels.ShouldBe(Faces.Labels.Select(label => (byte)Math.Max(0, label - 1)));
        merged.Pixels.ShouldBeSameAs(Faces.Pixels);
    }

    [Fact]
    public void Merging_refuses_unknown_and_vanished_classes()
    {
        Error(Merge("disgus", "angry")).ShouldStartWith("Unknown class in data.merge 'disgus'. Did you mean 'disgust'?");
        Error(new Dictionary<string, string> { ["disgust"] = "angry", ["angry"] = "sad" })
            .ShouldBe("data.merge merges 'angry' into another class and another class into 'angry'. Expected: a class that remains as the target.");
    }

    [Fact]
    public void Duplicates_are_dropped_where_all_three_columns_equal_an_earlier_row()
    {
        var faces = Sample.Faces((1, 0, Usage.Training), (1, 0, Usage.Training), (1, 2, Usage.Training), (1, 0, Usage.PublicTest), (3, 0, Usage.Training));
        var split = DataPreparation.Prepare(faces, new DataConfig { DropDuplicates = true }).Split;

        split.Train.ShouldBe([0, 2, 4]);
        split.Val.ShouldBe([3]);
    }

    [Fact]
    public void A_limit_cuts_every_split_and_leaves_a_mix_after_oversampling()
    {
        var split = DataPreparation.Prepare(Faces, new DataConfig { Limit = 70, Balance = BalanceMethod.Oversample }).Split;

        (split.Train.Length, split.Val.Length, split.Test.Length).ShouldBe((70, 70, 70));
        Counts(split.Train, Faces).Min().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Asking_for_a_split_without_rows_is_a_user_error()
    {
        var split = DataPreparation.Prepare(Faces, new DataConfig { Split = SplitMethod.Random, Fractions = [0.9, 0.1, 0] }).Split;

        split.NonEmptyRows(SplitName.Val).ShouldBe(split.Val);
        Should.Throw<UserError>(() => split.NonEmptyRows(SplitName.Test)).Message
            .ShouldBe("The data has no test rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows.");
    }

    [Fact]
    public void Leaks_are_those_of_a_naive_search() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte[] Rows, byte[] Against)>(), sets =>
        {
            var naive = sets.Rows.Select(row => sets.Against.Any(other => Faces.Face(row).SequenceEqual(Faces.Face(other))));
            return DataLeakage.Mask(Faces, sets.Rows.Select(r => (int)r), sets.Against.Select(r => (int)r)).SequenceEqual(naive);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_synthetic_source_needs_no_file()
    {
        var data = DataPreparation.Prepare(new DataConfig { Source = DataSource.Synthetic, SyntheticCount = 70, Seed = 4 });

        data.Faces.ShouldHoldSameFacesAs(SyntheticFaces.Generate(70, 4));
        (data.Split.Train.Length, data.Split.Val.Length, data.Split.Test.Length).ShouldBe((56, 7, 7));
    }

    private static int[] RowsOf(Usage usage) => [.. Enumerable.Range(0, Faces.Count).Where(row => Faces.Usages[row] == usage)];

    private static IEnumerable<int> Counts(ImmutableArray<int> rows, FaceSet faces) => rows.CountBy(row => faces.Labels[row]).Select(c => c.Value);

    private static Dictionary<string, string> Merge(string from, string into) => new() { [from] = into };

    private static string Error(Dictionary<string, string> merge) =>
        Should.Throw<UserError>(() => DataPreparation.Prepare(Faces, new DataConfig { Merge = merge })).Message;

    private static FaceSet Random(int count, int greys)
    {
        var random = new Seeds(count).Stream("test faces");
        return Sample.Faces([.. Enumerable.Range(0, count).Select(_ => (
            (byte)random.NextInt(greys), (byte)Math.Min(random.NextInt(7), random.NextInt(7)), (Usage)random.NextInt(3)))]);
    }
}
