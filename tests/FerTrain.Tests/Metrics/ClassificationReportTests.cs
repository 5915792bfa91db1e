using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public class ClassificationReportTests
{
    private static readonly ReportCase[] Cases = Golden.Cases<ReportCase>("classification_reports.json");

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name).Distinct()];

    public sealed record ReportCase(string Name, string[] ClassNames, int[][] Confusion, int Digits, string Report);

    [Fact]
    public void Golden_holds_cases() => Cases.ShouldNotBeEmpty();

    [Theory, MemberData(nameof(Names))]
    public void Text_is_scikit_learns_to_the_byte(string name)
    {
        foreach (var golden in Cases.Where(c => c.Name == name))
            ClassificationReport.ToText(new ConfusionMatrix(golden.Confusion), golden.ClassNames, golden.Digits).ShouldBe(golden.Report);
    }

    [Fact]
    public void Two_digits_are_the_default()
    {
        var golden = Cases.Single(c => c.Name == "seven classes of FER2013" && c.Digits == 2);

        ClassificationReport.ToText(new ConfusionMatrix(golden.Confusion), golden.ClassNames).ShouldBe(golden.Report);
    }

    [Fact]
    public void Names_have_to_be_as_many_as_the_classes() =>
        Should.Throw<ArgumentException>(() => ClassificationReport.ToText(new ConfusionMatrix([[1, 0], [0, 1]]), ["calm"]));
}
