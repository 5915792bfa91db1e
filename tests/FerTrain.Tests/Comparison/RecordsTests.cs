using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Comparison;

/// <summary>The records of runs beside the page of their results, which scripts/keep_run.sh has copied.</summary>
public sealed class RecordsTests
{
    private static readonly string Results = Path.Combine(Repository.Root, "docs", "results");

    public static TheoryData<string> Names => [.. RunFinder.Names(Path.Combine(Results, "records"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_has_the_scores_of_the_record_which_tells_nothing_of_the_machine(string name)
    {
        var record = RunRecord.Read(RunDirectory.Open(Path.Combine(Results, "records", name)));

        var scored = record.Evaluation.ShouldNotBeNull();
        string[] rows = [.. File.ReadLines(Path.Combine(Results, "systems.md")).Where(line => line.StartsWith('|')).Select(row => row.Replace("*", "", StringComparison.Ordinal))];
        var accuracy = $"{MetricFormat.Percent.Number(scored.Accuracy)} ± {MetricFormat.Percent.Text(scored.StandardError)}";
        var leakFree = $"{MetricFormat.Percent.Text(scored.LeakFree.ShouldNotBeNull().Accuracy.ShouldNotBeNull())} of ";
        rows.ShouldContain(row => row.Contains(accuracy, StringComparison.Ordinal) && row.Contains(leakFree, StringComparison.Ordinal));
        record.Config.Data.Path.ShouldBe(Path.GetFileName(record.Config.Data.Path));
        record.Environment.CommandLine.ShouldContain($"data.path={record.Config.Data.Path}");
        foreach (var file in Directory.GetFiles(record.Directory.Root, "*", SearchOption.AllDirectories)) File.ReadAllText(file).ShouldNotContain("\"/", customMessage: file);
    }
}
