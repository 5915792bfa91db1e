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
    public void Validation_taken_from_training_has_its_classes_and_leaves_the_test_rows()
    {
        var faces = Random(1000, greys: 200);
        for (var row = 0; row < faces.Count; row++)
            if (faces.Usages[row] == Usage.PublicTest) faces.Usages[row] = Usage.Training;
        var whole = DataPreparation.Prepare(faces, new DataConfig()).Split;
        var split = DataPreparation.Prepare(faces, new DataConfig { ValFraction = 0.25 }).Split;

        split.Test.ShouldBe(whole.Test);
        split.Train.Concat(split.Val).Order().ShouldBe(whole.Train);
        split.Val.ShouldBeInOrder();
        for (byte label = 0; label < 7; label++)
            ((double)split.Val.Count(row => faces.Labels[row] == label)).ShouldBe(0.25 * whole.Train.Count(row => faces.Labels[row] == label), 1);
        DataPreparation.Prepare(faces, new DataConfig { ValFraction = 0.25 }).Split.Val.ShouldBe(split.Val);
        DataPreparation.Prepare(faces, new DataConfig { ValFraction = 0.25, Seed = 1 }).Split.Val.ShouldNotBe(split.Val);
    }

    [Fact]
    public void Validation_rows_are_not_taken_where_the_data_has_its_own() =>
        DataPreparation.Prepare(Faces, new DataConfig { ValFraction = 0.1 }).ShouldSatisfyAllConditions(
            data => data.Split.Val.ShouldBe(RowsOf(Usage.PublicTest)),
            data => data.Split.Train.ShouldBe(RowsOf(Usage.Training)),
            data => data.Warnings.ShouldBe([$"data.val_fraction takes no rows from training: the data has {RowsOf(Usage.PublicTest).Length} validation rows of its own."]));

    [Fact]
    public void They_are_taken_where_its_own_are_of_classes_that_are_left_out()
    {
        var faces = Random(1000, greys: 200);
        for (var row = 0; row < faces.Count; row++)
            if (faces.Usages[row] == Usage.PublicTest && faces.Labels[row] != 0) faces.Usages[row] = Usage.Training;

        var data = DataPreparation.Prepare(faces, new DataConfig { ValFraction = 0.25, Classes = ["happy", "sad"] });

        data.Split.Val.ShouldNotBeEmpty();
        data.Warnings.ShouldBeEmpty();
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
        data.Warnings.ShouldBe([$"data.balance=oversample_before_split: {leaked} of {held.Length} {part} faces are also training faces, so the {part} score is not measured on unseen faces; {repeated} repeat another face, so the standard error is too small."]);
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
    public void Selected_classes_are_numbered_in_the_order_given_and_all_other_faces_are_left_out()
    {
        string[] classes = ["sad", "angry", "neutral"];
        var data = DataPreparation.Prepare(Faces, new DataConfig { Merge = Merge("disgust", "angry"), Classes = classes, Split = SplitMethod.Random });
        int[] rows = [.. data.Split.Train, .. data.Split.Val, .. data.Split.Test];
        string Expected(int row) => Faces.ClassNames[Faces.Labels[row]] is var name && name == "disgust" ? "angry" : name;

        data.Faces.ClassNames.ShouldBe(classes);
        rows.Order().ShouldBe(Enumerable.Range(0, Faces.Count).Where(row => classes.Contains(Expected(row))));
        rows.Select(row => classes[data.Faces.Labels[row]]).ShouldBe(rows.Select(Expected));
        data.Fingerprint().ShouldNotBe(DataPreparation.Prepare(Faces, new DataConfig { Merge = Merge("disgust", "angry"), Classes = ["angry", "sad", "neutral"], Split = SplitMethod.Random }).Fingerprint());
        Should.Throw<UserError>(() => DataPreparation.Prepare(Faces, new DataConfig { Classes = ["sad", "hapy"] })).Message
            .ShouldStartWith("Unknown class in data.classes 'hapy'. Did you mean 'happy'?");
    }

    [Fact]
    public void The_soft_labels_of_selected_classes_sum_to_1_again()
    {
        var faces = new FaceSet(new byte[2], [0, 2], new Usage[2], ["a", "b", "c"], [0.5f, 0.3f, 0.2f, 0, 0, 1]);
        var data = DataPreparation.Prepare(faces, new DataConfig { Classes = ["b", "a"] });

        data.Split.Train.ShouldBe([0]);
        data.Faces.SoftLabelOf(0).ToArray().ShouldBe([0.375f, 0.625f]);
    }

    [Fact]
    public void Each_step_is_counted()
    {
        var faces = Sample.Faces((1, 0, Usage.Training), (1, 0, Usage.Training), (2, 1, Usage.Training), (3, 3, Usage.Training), (4, 4, Usage.PublicTest), (5, 3, Usage.PrivateTest));
        var steps = DataPreparation.Prepare(faces, new DataConfig
        {
            DropDuplicates = true,
            Merge = Merge("disgust", "angry"),
            Classes = ["happy", "angry"],
            Balance = BalanceMethod.Oversample,
        }).Steps;

        steps.Select(step => $"{step.Name}: {string.Join(' ', step.Faces.Where(counted => counted.Value > 0).Select(counted => $"{counted.Key} {counted.Value}"))}").ShouldBe(
        [
            "rows: angry 2 disgust 1 happy 2 sad 1", "distinct: angry 1 disgust 1 happy 2 sad 1", "merged: angry 2 happy 2 sad 1", "selected: happy 2 angry 2",
            "train: happy 1 angry 2", "val: ", "test: happy 1", "balanced: happy 2 angry 2",
        ]);
    }

    [Fact]
    public void Validation_on_the_training_faces_leaves_the_val_part_unused_and_warns()
    {
        var data = DataPreparation.Prepare(Faces, new DataConfig { ValidateOn = ValidationFaces.Train, Balance = BalanceMethod.Oversample });

        data.Split.Val.ShouldBe(RowsOf(Usage.Training));
        data.Split.Train.Distinct().Order().ShouldBe(RowsOf(Usage.Training));
        data.Split.Test.ShouldBe(RowsOf(Usage.PrivateTest));
        data.Warnings.ShouldBe(["data.validate_on=train: the validation faces are the training faces, so val_loss, val_accuracy and the choice of the epoch say nothing about new faces."]);
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
