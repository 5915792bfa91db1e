using FerTrain.Core.Config;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

public sealed class RealDataTests
{
    [RealDataFact]
    public void The_real_file_has_its_known_facts()
    {
        var problems = new List<FormatProblem>();
        var faces = FaceSource.LoadAll(Environment.GetEnvironmentVariable(RealDataFactAttribute.Faces)!, problems);
        var facts = DataCheck.Of(faces, problems);

        facts.Rows.ShouldBe(35_887);
        facts.Splits.Values.ShouldBe([28_709, 3_589, 3_589]);
        facts.Classes.Values.ShouldBe([4953, 547, 5121, 8989, 6077, 4002, 6198]);
        (facts.DuplicateRows, facts.DistinctImages, facts.ExcessDuplicates).ShouldBe((1_234, 34_034, 1_853));
        (facts.ConflictingGroups, facts.ConstantImages).ShouldBe((57, 12));
        facts.Leaks.ShouldBe(new LeakageCounts(280, 288, 314));
        facts.Problems.ShouldBeEmpty();

        var split = DataPreparation.Prepare(faces, new DataConfig()).Split;
        DataLeakage.Mask(faces, split.Test, split.Train.Concat(split.Val)).Count(isLeak => !isLeak).ShouldBe(3_275);
    }

    [RealDataFact]
    public void The_published_splits_are_those_of_scikit_learn_row_by_row()
    {
        foreach (var expected in GoldenSplits.Instance.Published)
            expected.ShouldBeDigestOf(Prepare(expected.Config!).Split, expected.Config!);
    }

    [RealDataFact]
    public void The_published_counts_of_each_class_come_out()
    {
        var data = Prepare("seven_conv_vgg");
        Counts(data, SplitName.Train).ShouldBe([3992, 441, 4115, 7152, 4816, 3203, 4990]);
        Counts(data, SplitName.Val).ShouldBe([477, 50, 504, 917, 662, 357, 622]);
        Counts(data, SplitName.Test).ShouldBe([484, 56, 502, 920, 599, 442, 586]);

        data = Prepare("five_conv_oversampled");
        Counts(data, SplitName.Val).ShouldBe([935, 895, 880, 906, 888, 869, 920]);
        data.Split.Val.Take(10).Select(row => (int)data.Faces.Labels[row]).ShouldBe([6, 5, 5, 6, 1, 0, 3, 4, 1, 3]);
    }

    [RealDataFact]
    public void The_five_classes_of_little_vgg_have_the_published_numbers_of_faces()
    {
        var data = Prepare("little_vgg");

        data.Faces.ClassNames.ShouldBe(["angry", "happy", "sad", "surprise", "neutral"]);
        (data.Split.Train.Length, data.Split.Val.Length, data.Split.Test.Length).ShouldBe((24_176, 3_037, 3_006));
    }

    private static PreparedData Prepare(string config) => DataPreparation.Prepare(
        ConfigFile.Load(config, [$"data.path={Environment.GetEnvironmentVariable(RealDataFactAttribute.Faces)}"]).Data);

    private static int[] Counts(PreparedData data, SplitName part)
    {
        var counts = data.Split.Rows(part).CountBy(row => data.Faces.Labels[row]).ToDictionary();
        return [.. data.Faces.ClassNames.Select((_, label) => counts.GetValueOrDefault((byte)label))];
    }
}

/// <summary>Marks a test that reads the real FER2013 and other files from these variables; it is skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public const string Faces = "FERTRAIN_DATA";
    public const string Votes = "FERTRAIN_FERPLUS";

    public RealDataFactAttribute(params string[] more)
    {
        var missing = Array.Find([Faces, .. more], variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)));
        if (missing is not null)
            Skip = $"{missing} names no file.";
    }
}
