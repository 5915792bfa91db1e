using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

public sealed class FerPlusTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Usage and votes of eight faces: agreed, torn, without a majority, no face, then val and test.</summary>
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
    public void A_majority_is_the_label_and_faces_without_one_are_in_no_part()
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
    public void Shares_train_faces_without_a_majority_too_and_score_none_of_them(FerPlusLabels labels)
    {
        var data = Prepare(labels);

        Parts(data).ShouldBe("0 1 2 | 4 | 7");
        data.Faces.SoftLabelOf(0).ToArray().ShouldBe([0, 0, 0, 1, 0, 0, 0, 0]);
        data.Faces.SoftLabelOf(1).ToArray().ShouldBe([0.6f, 0, 0, 0, 0.4f, 0, 0, 0]);
        data.Faces.SoftLabelOf(2).ToArray().ShouldBe([0.5f, 0, 0.5f, 0, 0, 0, 0, 0]);
        data.Faces.Labels.ShouldBe([3, 0, 0, FaceSet.Unlabelled, 7, 0, 1, 6]);
    }

    [Fact]
    public void Merged_classes_add_up_their_shares()
    {
        var data = Prepare(FerPlusLabels.CrossEntropy, new() { ["contempt"] = "angry", ["sad"] = "angry" });

        data.Faces.ClassNames.ShouldBe(["angry", "disgust", "fear", "happy", "surprise", "neutral"]);
        data.Faces.SoftLabelOf(1).ToArray().ShouldBe([1, 0, 0, 0, 0, 0]);
        data.Faces.SoftLabelOf(2).ToArray().ShouldBe([0.5f, 0, 0.5f, 0, 0, 0]);
        data.Faces.Labels.ShouldBe([3, 0, 0, FaceSet.Unlabelled, 0, 0, 1, 5]);
        Parts(data).ShouldBe("0 1 2 | 4 | 7");
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
        const string inOrder = "FER+ is joined row by row, so both must be whole and in their own order.";
        var file = _folder["votes.csv"];
        var lines = Csv().Split('\n');
        string Error(params IEnumerable<string> csv) =>
            Should.Throw<UserError>(() => Prepare(FerPlusLabels.Majority, csv: string.Join('\n', csv))).Message;

        Error(lines.Take(8)).ShouldBe($"{file} has 7 rows, the faces have 8. {inOrder}");
        Error(lines.Append(lines[8])).ShouldBe($"{file} has 9 rows, the faces have 8. {inOrder}");
        Error(lines.Where((_, i) => i != 3)).ShouldBe($"{file}: row 4 (line 5), Usage: PublicTest, but the face of that row is of Training. {inOrder}");
        Error(lines.Select(line => line.Replace("PublicTest", "Publictest"))).ShouldStartWith(
            $"{file}: row 5 (line 6), Usage: unknown Usage 'Publictest'. Did you mean 'PublicTest'?");
        Error(lines.Select(line => line.Replace(",9,", ",-9,"))).ShouldBe($"{file}: row 5 (line 6), contempt: '-9' votes, accepted: whole numbers 0 to 255");
        Error(lines.Select(line => line.Replace(",9,", ",9.5,"))).ShouldBe($"{file}: row 5 (line 6), contempt: '9.5' votes, accepted: whole numbers 0 to 255");
        Error(lines.Select(line => line.Replace(",10", ","))).ShouldStartWith($"{file}: row 1 (line 2), happiness: '' votes");
        Error(lines.Select(line => line.Replace(",9,", ","))).ShouldBe($"{file}: row 5 (line 6), columns: 11, expected 12");
        Error(lines.Select(line => line.Replace("contempt", "contmept"))).ShouldStartWith($"{file}: the column 'contempt' is missing.");
        Error("").ShouldBe($"{file} is empty. Expected FER+'s header and rows.");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_what_is_accepted() =>
        Should.Throw<UserError>(() => DataPreparation.Prepare(Faces, new DataConfig { Ferplus = _folder["nono.csv"] })).Message
            .ShouldBe($"data.ferplus is '{_folder["nono.csv"]}': Could not find file '{_folder["nono.csv"]}'. Accepted: FER+'s fer2013new.csv, or none.");

    [Fact]
    public void The_fingerprint_tells_labels_apart_and_shares_that_differ_a_little()
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
