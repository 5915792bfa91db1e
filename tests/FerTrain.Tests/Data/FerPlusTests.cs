using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Data;

public sealed class FerPlusTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Holds the Usage and votes of eight faces: unanimous, undecided, without a majority, no face, then val and test.</summary>
    private static readonly (Usage Usage, int[] Votes)[] Rows =
    [
        (Usage.Training, [0, 0, 0, 10]),
        (Usage.Training, [6, 0, 0, 0, 4]),
        (Usage.Training, [5, 0, 5]),
        (Usage.Training, [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]),
        (Usage.PublicTest, [0, 0, 0, 0, 0, 0, 0, 9]),
        (Usage.PublicTest, [5, 5]),
        (Usage.PrivateTest, [0, 4, 0, 3, 3]),
        (Usage.PrivateTest, [0, 0, 0, 0, 0, 0, 8]),
    ];

    private static readonly FaceSet Faces = Sample.Faces([.. Rows.Select((row, i) => ((byte)i, (byte)(i % 7), row.Usage))]);

    [Fact]
    public void A_majority_is_the_label_and_faces_without_one_are_in_no_split()
    {
        var data = Prepare(FerPlusLabels.Majority);

        data.Faces.ClassNames.ShouldBe([.. ClassNames.Fer2013, "contempt"]);
        data.Faces.SoftLabels.ShouldBeNull();
        Parts(data).ShouldBe("0 1 | 4 | 7");
        data.Split.Train.Concat(data.Split.Val).Concat(data.Split.Test).Select(row => data.Faces.Labels[row]).ShouldBe([(byte)3, (byte)0, (byte)7, (byte)6]);
    }

    [Theory]
    [InlineData(FerPlusLabels.Probabilities)]
    [InlineData(FerPlusLabels.CrossEntropy)]
    public void Soft_labels_train_faces_without_a_majority_too_and_score_none_of_them(FerPlusLabels labels)
    {
        var data = Prepare(labels);

        Parts(data).ShouldBe("0 1 2 | 4 | 7");
        data.Faces.SoftLabelOf(0).ToArray().ShouldBe([0, 0, 0, 1, 0, 0, 0, 0]);
        data.Faces.SoftLabelOf(1).ToArray().ShouldBe([0.6f, 0, 0, 0, 0.4f, 0, 0, 0]);
        data.Faces.SoftLabelOf(2).ToArray().ShouldBe([0.5f, 0, 0.5f, 0, 0, 0, 0, 0]);
        data.Faces.Labels.ShouldBe([3, 0, 0, FaceSet.Unlabelled, 7, 0, 1, 6]);
    }

    [Fact]
    public void Rows_that_the_votes_leave_out_are_no_duplicates_too()
    {
        (Usage Usage, int[] Votes)[] rows = [(Usage.Training, [0, 0, 0, 10]), .. Enumerable.Repeat((Usage.Training, (int[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 10]), 3), .. Rows[4..]];
        var faces = Sample.Faces([.. rows.Select((row, i) => ((byte)(i is 1 or 2 or 3 ? 1 : i), (byte)(i is 1 or 2 or 3 ? 1 : i % 7), row.Usage))]);

        DataPreparation.Prepare(faces, new DataConfig
        {
            Ferplus = _folder.Write("votes.csv", Votes.Csv(rows.Select(row => Votes.Row(row.Usage, row.Votes)))),
            FerplusLabels = FerPlusLabels.Majority,
            DropDuplicates = true,
        }).Changes.ShouldHaveSingleItem().ShouldStartWith("5 of 8 rows have no class by the votes of FER+");
    }

    [Fact]
    public void Merged_classes_add_up_their_soft_labels()
    {
        var data = Prepare(FerPlusLabels.CrossEntropy, new() { ["contempt"] = "angry", ["sad"] = "angry" });

        data.Faces.ClassNames.ShouldBe(["angry", "disgust", "fear", "happy", "surprise", "neutral"]);
        data.Faces.SoftLabelOf(1).ToArray().ShouldBe([1, 0, 0, 0, 0, 0]);
        data.Faces.SoftLabelOf(2).ToArray().ShouldBe([0.5f, 0, 0.5f, 0, 0, 0]);
        data.Faces.Labels.ShouldBe([3, 0, 0, FaceSet.Unlabelled, 0, 0, 1, 5]);
        Parts(data).ShouldBe("0 1 2 | 4 | 7");
    }

    [Fact]
    public void A_face_whose_two_classes_become_one_is_of_the_class_with_most_votes()
    {
        var faces = new FaceSet(new byte[2 * 48 * 48], [2, 2], [Usage.Training, Usage.Training], ["angry", "disgust", "sad"], [0.3f, 0.3f, 0.4f, 0.2f, 0.2f, 0.6f]);
        var merged = ClassMerge.Apply(faces, new Dictionary<string, string> { ["disgust"] = "angry" });

        merged.ClassNames.ShouldBe(["angry", "sad"]);
        merged.Labels.ShouldBe([0, 1]);
    }

    [Fact]
    public void Contempt_can_be_merged_only_where_there_is_contempt()
    {
        var config = new DataConfig { Merge = new Dictionary<string, string> { ["contempt"] = "angry" } };
        (config with { Ferplus = "f.csv" }).Problems("data").ShouldBeEmpty();
        config.Problems("data").ShouldHaveSingleItem().ToString()!.ShouldContain("contempt");
    }

    [Fact]
    public void The_image_names_and_the_order_of_columns_do_not_matter()
    {
        var expected = Prepare(FerPlusLabels.CrossEntropy).Faces;
        string[] columns = Votes.Header.Split(',');
        int[] order = [.. Enumerable.Range(0, columns.Length).Reverse().Where(i => columns[i] != "Image name")];
        var rows = Csv().Trim().Split('\n').Select(line => line.Split(','));
        var faces = Prepare(FerPlusLabels.CrossEntropy, csv: string.Concat(rows.Select(cells => string.Join(',', order.Select(i => cells[i])) + "\n\n"))).Faces;
        faces.SoftLabels.ShouldBe(expected.SoftLabels);
        faces.Labels.ShouldBe(expected.Labels);
    }

    [Fact]
    public void A_file_that_is_not_of_these_faces_is_refused_with_its_row()
    {
        const string inOrder = "FER+ is joined row by row, so both files must be whole and in their original order.";
        var file = _folder["votes.csv"];
        var lines = Csv().Split('\n');
        string Error(params IEnumerable<string> csv) =>
            Should.Throw<UserError>(() => Prepare(FerPlusLabels.Majority, csv: string.Join('\n', csv))).Message;

        Error(lines.Take(8)).ShouldBe($"{file} has 7 rows, but there are 8 faces. {inOrder}");
        Error(lines.Append(lines[8])).ShouldBe($"{file} has 9 rows, but there are 8 faces. {inOrder}");
        Error(lines.Where((_, i) => i != 3)).ShouldBe($"{file}: row 3 (line 5), Usage: PublicTest, but the face of that row has Training. {inOrder}");
        Error(lines.Select(line => line.Replace("PublicTest", "Publictest"))).ShouldStartWith(
            $"{file}: row 4 (line 6), Usage: unknown Usage 'Publictest'. Did you mean 'PublicTest'?");
        Error(lines.Select(line => line.Replace(",9,", ",-9,"))).ShouldBe($"{file}: row 4 (line 6), contempt: '-9' votes, expected: whole numbers 0 to 255");
        Error(lines.Select(line => line.Replace(",9,", ",9.5,"))).ShouldBe($"{file}: row 4 (line 6), contempt: '9.5' votes, expected: whole numbers 0 to 255");
        Error(lines.Select(line => line.Replace(",10", ","))).ShouldStartWith($"{file}: row 0 (line 2), happiness: '' votes");
        Error(lines.Select(line => line.Replace(",9,", ","))).ShouldBe($"{file}: row 4 (line 6), columns: 11, expected 12");
        Error(lines.Select(line => line.Replace("contempt", "contmept"))).ShouldStartWith($"{file}: the column 'contempt' is missing.");
        Error("").ShouldBe($"{file} is empty. Expected FER+'s header and rows.");
    }

    [Fact]
    public void A_missing_file_is_named_with_what_is_expected() =>
        Should.Throw<UserError>(() => DataPreparation.Prepare(Faces, new DataConfig { Ferplus = _folder["nono.csv"] })).Message
            .ShouldBe($"data.ferplus is '{_folder["nono.csv"]}': Could not find file '{_folder["nono.csv"]}'. Expected: FER+'s fer2013new.csv, or none.");

    [Fact]
    public void The_fingerprint_distinguishes_labels_and_slightly_different_soft_labels()
    {
        var hard = Prepare(FerPlusLabels.Majority).Fingerprint();
        var soft = Prepare(FerPlusLabels.CrossEntropy).Fingerprint();
        var other = Prepare(FerPlusLabels.CrossEntropy, csv: Csv().Replace(",4,6,", ",3,7,")).Fingerprint();

        new[] { DataPreparation.Prepare(Faces, new DataConfig()).Fingerprint(), hard, soft, other }.ShouldBeUnique();
    }

    [Fact]
    public void The_cache_of_the_faces_keeps_their_own_labels()
    {
        FaceCsvWriter.Write(_folder["faces.csv"], Faces, Enumerable.Range(0, Faces.Count), overwrite: false, CancellationToken.None);
        var config = new DataConfig { Path = _folder["faces.csv"] };
        var relabelled = config with { Ferplus = _folder.Write("votes.csv", Csv()) };

        foreach (var _ in Enumerable.Range(0, 2))
        {
            DataPreparation.Prepare(relabelled).Faces.Labels[4].ShouldBe((byte)7);
            DataPreparation.Prepare(config).Faces.ShouldHoldSameFacesAs(Faces);
        }
    }

    [RealDataFact(RealDataFactAttribute.Votes)]
    public void The_real_votes_keep_as_many_faces_as_the_authors_rules_do()
    {
        var config = new DataConfig { Path = Real(RealDataFactAttribute.Faces), Ferplus = Real(RealDataFactAttribute.Votes) };
        var majority = DataPreparation.Prepare(config);
        var softLabels = DataPreparation.Prepare(config with { FerplusLabels = FerPlusLabels.CrossEntropy });

        (majority.Split.Train.Length, majority.Split.Val.Length, majority.Split.Test.Length).ShouldBe((25_060, 3_199, 3_153));
        Enumerable.Range(0, 8).Select(label => majority.Split.Train.Count(row => majority.Faces.Labels[row] == label))
            .ShouldBe([2100, 119, 532, 7287, 3014, 3149, 8740, 119]);
        (softLabels.Split.Train.Length, softLabels.Split.Val.Length, softLabels.Split.Test.Length).ShouldBe((27_956, 3_199, 3_153));
        majority.Split.Train.Except(softLabels.Split.Train).ShouldBeEmpty();
    }

    private static string Real(string variable) => Environment.GetEnvironmentVariable(variable)!;

    private static string Csv() => Votes.Csv(Rows.Select(row => Votes.Row(row.Usage, row.Votes)));

    private static string Parts(PreparedData data) =>
        string.Join(" | ", new[] { data.Split.Train, data.Split.Val, data.Split.Test }.Select(rows => string.Join(' ', rows)));

    private PreparedData Prepare(FerPlusLabels labels, Dictionary<string, string>? merge = null, string? csv = null) =>
        DataPreparation.Prepare(Faces, new DataConfig
        {
            Ferplus = _folder.Write("votes.csv", csv ?? Csv()),
            FerplusLabels = labels,
            Merge = merge ?? [],
        });
}

public sealed class FerPlusVotesTests
{
    /// <summary>Lists votes for classes 0 to 7, unknown and no face; the majority; the soft label in percent.</summary>
    public static TheoryData<int[], int?, double[]> Examples => new()
    {
        { [0, 0, 0, 10], 3, [0, 0, 0, 100] },
        { [0, 1, 0, 8, 1], 3, [0, 0, 0, 100] }, // single votes are outliers
        { [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], null, [] },
        { [], null, [] },
        { [5, 5], null, [50, 50] }, // a half is no majority
        { [5, 2, 1, 1, 1], 0, [500 / 7.0, 200 / 7.0] }, // but it is one of what remains without outliers
        { [4, 3, 3], null, [40, 30, 30] },
        { [8, 2], 0, [100] }, // enough with the first
        { [3, 3, 2, 2], null, [] }, // a tie makes them four
        { [2, 2, 2, 2, 2], null, [] },
        { [6, 0, 0, 0, 0, 0, 0, 0, 4], 0, [100] },
        { [5, 0, 0, 0, 0, 0, 0, 0, 5], null, [] },
        { [3, 3, 0, 0, 0, 0, 0, 0, 3, 1], null, [50, 50] }, // unknown is no more often than they
        { [4, 2, 0, 0, 0, 0, 0, 0, 2], null, [200 / 3.0, 100 / 3.0] },
        { [4, 0, 0, 0, 0, 0, 0, 0, 6], null, [] },
        { [0, 0, 0, 0, 0, 0, 0, 0, 0, 10], null, [] },
        { [4, 0, 0, 0, 0, 0, 0, 4, 2], null, [50, 0, 0, 0, 0, 0, 0, 50] },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Votes_give_the_labels_of_the_published_rules(int[] votes, int? majority, double[] softLabels)
    {
        var cast = Cast(votes);
        FerPlusVotes.Majority(cast).ShouldBe((byte?)majority);
        SoftLabels(cast).Select(fraction => fraction * 100.0).ShouldBe([.. softLabels, .. new double[8 - softLabels.Length]], tolerance: 1e-5);
    }

    [Fact]
    public void Any_votes_give_the_labels_of_a_naive_reading_of_the_rules() =>
        Prop.ForAll(Ballots.ToArbitrary(), cast =>
        {
            var majority = FerPlusVotes.Majority(cast);
            var softLabels = SoftLabels(cast);
            return majority == NaiveMajority(cast)
                && softLabels.Zip(NaiveShares(cast)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)
                && (majority is not { } label || softLabels[label] > 0.5);
        }).QuickCheckThrowOnFailure();

    /// <summary>Generates ten votes, most of them for few classes.</summary>
    private static Gen<byte[]> Ballots =>
        from range in Gen.Choose(1, 10)
        from order in Gen.Shuffle(Enumerable.Range(0, 10).ToArray())
        from votes in Gen.ArrayOf(Gen.Choose(0, range - 1), 10)
        select Enumerable.Range(0, 10).Select(column => (byte)votes.Count(vote => order[vote] == column)).ToArray();

    private static int? NaiveMajority(byte[] cast)
    {
        var counted = cast.Select(count => count == 1 ? 0.0 : count).ToArray();
        var winner = Array.FindIndex(counted, count => count > 0.5 * counted.Sum());
        return winner is >= 0 and < 8 ? winner : null;
    }

    /// <summary>Removes votes step by step, as the authors' program does.</summary>
    private static double[] NaiveShares(byte[] cast)
    {
        var left = cast.Select(count => count == 1 ? 0.0 : count).ToArray();
        var (all, taken, isOver) = (left.Sum(), new double[10], false);
        while (taken.Sum() < 0.75 * all && taken.Count(fraction => fraction > 0) < 3 && !isOver)
        {
            var most = left.Max();
            for (var i = 0; i < 10 && !isOver; i++)
            {
                if (left[i] != most) continue;
                isOver = i >= 8;
                taken[i] = isOver && taken.Sum() > 0 ? 0 : most;
                left[i] = 0;
            }
        }

        var isKept = taken.Sum() > 0.5 * all && taken.Count(fraction => fraction > 0) <= 3 && taken[8] + taken[9] == 0;
        return [.. taken.Take(8).Select(fraction => isKept ? fraction / taken.Sum() : 0)];
    }

    private static byte[] Cast(int[] votes) => [.. votes.Select(count => (byte)count), .. new byte[10 - votes.Length]];

    private static float[] SoftLabels(byte[] cast)
    {
        var softLabels = new float[FerPlusVotes.Classes];
        FerPlusVotes.ToSoftLabel(cast, softLabels);
        return softLabels;
    }
}

/// <summary>Makes files in the format of FER+.</summary>
internal static class Votes
{
    public const string Header = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    /// <summary>Maps our classes to the columns of FER+, then unknown and no face.</summary>
    public static readonly int[] FileColumn = [4, 5, 6, 1, 3, 2, 0, 7, 8, 9];

    /// <summary>Anger is first, as in <see cref="Core.ClassNames.FerPlus"/>.</summary>
    public static string Row(Usage usage, params int[] votes)
    {
        var cells = new int[FileColumn.Length];
        for (var i = 0; i < votes.Length; i++)
            cells[FileColumn[i]] = votes[i];
        return $"{usage},,{string.Join(',', cells)}";
    }

    public static string Csv(params IEnumerable<string> rows) => string.Concat(rows.Prepend(Header).Select(row => row + "\n"));

    /// <summary>
    /// Votes for faces: of every five rows of a class one goes to contempt, one is torn between its class and the next, one has
    /// no majority, one is no face, one is agreed on.
    /// </summary>
    public static string For(FaceSet faces) => Csv(Enumerable.Range(0, faces.Count).Select(row =>
    {
        var (label, votes) = (faces.Labels[row], new int[10]);
        var next = (label + 1) % 7;
        (votes[label], votes[next], votes[7], votes[9]) = (row / 7 % 5) switch
        {
            0 => (1, 0, 9, 0),
            1 => (6, 4, 0, 0),
            2 => (4, 4, 2, 0),
            3 => (0, 0, 0, 10),
            _ => (10, 0, 0, 0),
        };
        return Row(faces.Usages[row], votes);
    }));
}
