using System.Text.RegularExpressions;
using FerTrain.Cli;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

[Collection(TestCollections.Libtorch)]
public class EvaluationTableTests
{
    private static readonly EvaluationResult Scored = SevenClasses();

    [Fact]
    public void Plain_text_is_as_recorded() => Render(Scored, color: false).ShouldMatchGolden("evaluation.txt");

    [Fact]
    public void Every_metric_has_a_line() =>
        Metric.All.Select(metric => metric.Name).Except(Render(Scored, color: false).Split('\n').Select(line => line.Split("  ")[0])).ShouldBeEmpty();

    [Fact]
    public void Plain_text_fits_eighty_columns_and_has_no_escapes()
    {
        var text = Render(Scored, color: false);

        text.ShouldNotContain('\e');
        text.Split('\n').ShouldAllBe(line => line.Length <= 80 && line == line.TrimEnd());
    }

    [Fact]
    public void Color_adds_nothing_but_escapes()
    {
        var colored = Render(Scored, color: true);

        colored.ShouldContain("\e[");
        Regex.Replace(colored, "\e\\[[0-9;]*m", "").ShouldBe(Render(Scored, color: false));
    }

    [Fact]
    public void Leak_free_rows_are_named_only_where_they_were_looked_for()
    {
        Headline(Scored with { LeakFree = null }).ShouldEndWith("on 3,589 samples");
        Headline(Scored with { LeakFree = new LeakFreeResult(0, null) }).ShouldEndWith("3,589 samples, none of them leak-free");
    }

    [Fact]
    public void Views_and_members_are_named_where_there_are_several()
    {
        var text = Render(
            Scored with { Tta = TestTimeAugmentation.TenCrop, Members = [new("a.pt", 0.6), new("b.pt", 0.7)], Scores = Scores.Of(metric => metric.Key == "temperature" ? null : 0.5) },
            color: false);

        text.ShouldContain(
            """
            probabilities averaged over the views of ten_crop
            probabilities averaged over 2 checkpoints:
               60.00 %  a.pt
               70.00 %  b.pt


            """.ReplaceLineEndings("\n"));
        text.ShouldNotContain("temperature fitted on val");
        text.ShouldContain("Cohen's kappa");
    }

    [Fact]
    public void Other_splits_have_a_column_each_in_the_order_of_training_and_testing()
    {
        var text = Render(Scored, color: false, Scored with { Split = SplitName.Val }, Scored with { Split = SplitName.Train, Scores = Scores.Of(metric => metric.Key == "temperature" ? null : 0.5) });
        text.ShouldMatchGolden("evaluation_of_splits.txt");
        text.Split('\n').ShouldAllBe(line => line.Length <= 80 && line == line.TrimEnd());
    }

    private static string Headline(EvaluationResult result) => Render(result, color: false).Split('\n')[0];

    private static string Render(EvaluationResult result, bool color, params EvaluationResult[] others)
    {
        using var output = new StringWriter { NewLine = "\n" };
        EvaluationTable.Write(output, result, new Ansi(color), others);
        return output.ToString();
    }

    /// <summary>PrivateTest's size, labels in turn, every answer sure and a third of them wrong.</summary>
    private static EvaluationResult SevenClasses()
    {
        const int Rows = 3589;
        var random = new Seeds(1).Stream("answers");
        var labels = Enumerable.Range(0, Rows).Select(i => i % 10 < 7 ? i % 10 : 3).ToArray();
        var answers = labels.Select(label => random.NextInt(3) == 0 ? random.NextInt(7) : label);
        float[] probabilities = [.. answers.SelectMany(a => Enumerable.Range(0, 7).Select(c => c == a ? 1f : 0f))];
        var predictions = new Predictions(7, [.. Enumerable.Range(0, Rows)], labels, probabilities);
        return EvaluationResult.Of(new ScoredSplit
        {
            Members = [new("best.pt", 0.5)],
            Split = SplitName.Test,
            ClassNames = ClassNames.Fer2013,
            Predictions = predictions,
            Validation = predictions,
            Leaked = [.. labels.Select((_, i) => i % 11 == 0)],
        });
    }
}
