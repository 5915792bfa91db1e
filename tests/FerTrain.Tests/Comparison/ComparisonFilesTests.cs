using FerTrain.Core.Comparison;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Comparison;

public sealed class ComparisonFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_are_as_recorded()
    {
        ComparisonFiles.Write(_folder["out"], Comparison());
        File.ReadAllText(_folder["out/comparison.md"]).ShouldMatchGolden("comparison.md");
        File.ReadAllText(_folder["out/comparison.tex"]).ShouldMatchGolden("comparison.tex");
        File.ReadAllText(_folder["out/mcnemar.csv"]).ShouldMatchGolden("mcnemar.csv");
        File.ReadAllText(_folder["out/comparison.csv"]).ShouldMatchGolden("comparison.csv");
        File.ReadAllText(_folder["out/comparison.json"]).Replace(_folder.Root, "RUNS", StringComparison.Ordinal).ShouldMatchGolden("comparison.json");
    }

    [Fact]
    public void The_csv_has_every_metric() =>
        Metric.All.Select(metric => metric.Key).Except(ComparisonFiles.ToCsv(Comparison()).Split('\n')[0].Split(',')).ShouldBeEmpty();

    [Fact]
    public void Scores_below_zero_are_numbers_in_the_csv()
    {
        var wrong = new RunOnDisk { Name = "wrong", Wrong = _ => true }.Read(_folder.Root);
        var rows = ComparisonFiles.ToCsv(RunComparison.Of([wrong, new RunOnDisk { Name = "right" }.Read(_folder.Root)])).Split('\n');
        rows[1].Split(',')[rows[0].Split(',').IndexOf("cohen_kappa")].ShouldStartWith("-0.");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = _folder.Write("file", "");
        Should.Throw<UserError>(() => ComparisonFiles.Write(file, Comparison())).Message.ShouldStartWith($"{file}: cannot be created: ");
    }

    [Theory]
    [InlineData(0, "0:00 min")]
    [InlineData(59.6, "1:00 min")]
    [InlineData(2764.44, "46:04 min")]
    [InlineData(3599.7, "1:00:00 h")]
    [InlineData(360000, "100:00:00 h")]
    [InlineData(1e15, "277777777777:46:40 h")]
    public void A_time_reads_as_a_clock(double seconds, string expected) => ComparisonTable.Time(seconds).ShouldBe(expected);

    [Theory]
    [InlineData(0.0004, "< 0.001")]
    [InlineData(0.04961, "0.050")]
    [InlineData(1, "1.000")]
    public void A_p_value_reads_as_in_papers(double p, string expected) => ComparisonTable.PValue(p).ShouldBe(expected);

    private RunComparison Comparison() => RunComparison.Of(
    [
        .. new RunOnDisk[]
        {
            new() { Name = "first" },
            new() { Name = "second|*", Overrides = ["optimizer.lr=0.01"], Wrong = face => face % 9 == 0, Threads = 4 },
            new() { Name = "third", Overrides = ["data.seed=1"], Fingerprint = "other", Finished = false, Epochs = 1 },
        }.Select(run => run.Read(_folder.Root)),
    ]);
}
