using FerTrain.Core.Comparison;
using FerTrain.Core.Runs;
using FerTrain.Reports;
using FerTrain.Tests.Comparison;

namespace FerTrain.Tests.Reports;

public sealed class ComparisonReportTests : IDisposable
{
    private static readonly RunOnDisk First = new() { Name = "20261121_120000_first" };
    private static readonly RunOnDisk Second = new() { Name = "20261121_130000_second", Overrides = ["train.batch_size=64"], Wrong = _ => false };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tables_hold_what_the_text_holds_a_column_a_run()
    {
        var (page, comparison) = Compare(First, Second);
        var runs = ComparisonTable.Runs(comparison);
        page.Table("Scores on the named split ± their standard error, times and sizes")
            .ShouldBe(Enumerable.Range(0, runs[0].Length).Select(column => runs.Select(row => row[column]).ToArray()));
        page.Table("McNemar's test of each pair that is scored on the same faces").ShouldBe(ComparisonTable.Tests(comparison));
        page.Table("Config keys that the runs do not share").ShouldBe(ComparisonTable.Differences(comparison));
        page.All("li").Last().Value.ShouldBe($"{Second.Name} is better than {First.Name} on these faces (p < 0.001).");
    }

    [Fact]
    public void The_page_is_self_contained_accessible_and_repeatable()
    {
        var (page, _) = Compare(First, Second);
        page.ShouldNeedNothingButItself();
        page.ShouldBeOpenToScreenReaders();
        page.ShouldHaveDrawingsThatKeepTheirIds();
        page.Headings.ShouldBe(["Runs", "Is it more than noise?", "Figures", "Settings that differ", "Repeat it"]);
        page.Captions.Count().ShouldBe(5);
        page.Code.Last().ShouldBe($"fertrain compare {_folder[First.Name]} {_folder[Second.Name]}");
    }

    [Fact]
    public void Groups_have_figures_of_their_own()
    {
        var (page, comparison) = Compare(First, Second with { Fingerprint = "other" });
        page.Notes.ShouldBe(comparison.Notes);
        page.Headings.ShouldBe(["Runs", "Figures of group 1", "Figures of group 2", "Settings that differ", "Repeat it"]);
        page.Captions.Count().ShouldBe(10);
    }

    [Fact]
    public void Runs_that_still_train_are_drawn_as_far_as_they_are() =>
        Compare(First with { Finished = false, Epochs = 1 }, Second with { Finished = false, Epochs = 0 }).Page.Captions.Count().ShouldBe(3);

    [Fact]
    public void A_hostile_name_shows_as_its_text()
    {
        const string Name = "<script>alert('_')<∕script>&amp;";
        var (page, _) = Compare(First with { Name = Name }, Second);
        page.ShouldNeedNothingButItself();
        page.Table("Config keys that the runs do not share")[0][1].ShouldBe(Name);
    }

    private (Page Page, RunComparison Comparison) Compare(params RunOnDisk[] runs)
    {
        RunRecord[] records = [.. runs.Select(run => run.Read(_folder.Root))];
        var comparison = RunComparison.Of(records);
        return (new Page(ComparisonReport.Text(comparison, records)), comparison);
    }
}
