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
        facts.Classes.ShouldBe([4953, 547, 5121, 8989, 6077, 4002, 6198]);
        (facts.DuplicateRows, facts.DistinctImages, facts.ExcessDuplicates).ShouldBe((1_234, 34_034, 1_853));
        (facts.ConflictingGroups, facts.ConstantImages).ShouldBe((57, 12));
        facts.Leaks.ShouldBe(new LeakageCounts(280, 288, 314));
        facts.Problems.ShouldBeEmpty();

        var split = DataPreparation.Prepare(faces, new DataConfig()).Split;
        DataLeakage.Mask(faces, split.Test, split.Train.Concat(split.Val)).Count(isLeak => !isLeak).ShouldBe(3_275);
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
