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
    public void The_page_has_the_scores_and_the_command_of_the_record_which_tells_nothing_of_the_machine(string name)
    {
        var record = RunRecord.Read(RunDirectory.Open(Path.Combine(Results, "records", name)));

        var scored = record.Evaluation.ShouldNotBeNull();
        string[] rows = [.. File.ReadLines(Path.Combine(Results, "systems.md")).Where(line => line.StartsWith('|'))
            .Select(row => row.Replace("*", "", StringComparison.Ordinal).Replace('`', ' '))];
        var accuracy = $"{MetricFormat.Percent.Number(scored.Accuracy)} ± {MetricFormat.Percent.Text(scored.StandardError)}";
        var leakFree = $"{MetricFormat.Percent.Text(scored.LeakFree.ShouldNotBeNull().Accuracy.ShouldNotBeNull())} of ";
        var config = Path.GetFileNameWithoutExtension(record.Environment.CommandLine.SkipWhile(word => word != "--config").ElementAt(1));
        var seed = record.Config.Train.Seed == 0 ? "" : $" train.seed={record.Config.Train.Seed} ";
        string[] told = [accuracy, leakFree, $" --config {config} ", seed];
        rows.ShouldContain(row => told.All(part => row.Contains(part, StringComparison.Ordinal)));
        record.Config.Data.Path.ShouldBe(Path.GetFileName(record.Config.Data.Path));
        record.Environment.CommandLine.ShouldContain($"data.path={record.Config.Data.Path}");
        foreach (var file in Directory.GetFiles(record.Directory.Root, "*", SearchOption.AllDirectories)) File.ReadAllText(file).ShouldNotContain("\"/", customMessage: file);
    }
}
