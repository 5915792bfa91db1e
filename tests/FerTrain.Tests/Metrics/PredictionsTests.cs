using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public class PredictionsTests
{
    [Fact]
    public void Rank_of_truth_is_its_place_after_sorting_and_rank_one_is_predicted() => Labelled.Check(set =>
    {
        var predictions = set.ToPredictions();
        for (var i = 0; i < set.Count; i++)
        {
            var sorted = Enumerable.Range(0, set.Classes).OrderByDescending(c => set.Probabilities[i][c]).ToList();
            predictions.Predicted(i).ShouldBe(sorted[0]);
            predictions.RankOfTruth(i).ShouldBe(1 + sorted.IndexOf(set.Labels[i]));
        }
    });

    [Fact]
    public void Rank_counts_add_up_to_the_rows_of_each_rank() => Labelled.Check(set =>
    {
        var predictions = set.ToPredictions();
        var ranks = Enumerable.Range(0, set.Count).Select(predictions.RankOfTruth).ToArray();
        predictions.RankCounts().ShouldBe(Enumerable.Range(1, set.Classes).Select(rank => ranks.Count(r => r == rank)));
    });

    [Fact]
    public void Classes_that_a_spreadsheet_would_take_for_formulas_are_read_back()
    {
        using var folder = new TempFolder();
        string[] names = ["-calm", "=sum", "plain"];
        var file = folder.Write("predictions.csv", new Predictions(3, [5, 9], [0, 2], [0.5f, 0.25f, 0.25f, 0.1f, 0.2f, 0.7f]).ToCsv(names));

        var read = PredictionsFile.Read(file, names);

        (read.Label(0), read.Label(1), read.Row(1)).ShouldBe((0, 2, 9));
        File.ReadAllText(file).ShouldContain(",\"'-calm\",");
    }

    [Fact]
    public void The_first_of_equal_probabilities_comes_first()
    {
        var predictions = new Predictions(3, [0, 1], [2, 1], [0.2f, 0.4f, 0.4f, 0.4f, 0.4f, 0.2f]);

        predictions.Predicted(0).ShouldBe(1);
        predictions.RankOfTruth(0).ShouldBe(2);
        predictions.Predicted(1).ShouldBe(0);
        predictions.RankOfTruth(1).ShouldBe(2);
    }

    [Fact]
    public void Csv_names_the_labels_and_keeps_the_source_rows() =>
        new Predictions(2, [7, 32299], [1, 0], [0.25f, 0.75f, 1e-9f, 1f]).ToCsv(["calm", "upset, angry"]).ShouldBe(
            """
            row,true,predicted,rank_of_truth,calm,"upset, angry"
            7,"upset, angry","upset, angry",1,0.25,0.75
            32299,calm,"upset, angry",2,1E-09,1

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Probabilities_survive_the_csv_to_the_last_bit() => Labelled.Check(set =>
    {
        var names = Enumerable.Range(0, set.Classes).Select(c => $"class{c}").ToArray();
        var lines = set.ToPredictions().ToCsv(names).TrimEnd('\n').Split('\n').Skip(1).ToArray();
        for (var i = 0; i < set.Count; i++)
            lines[i].Split(',').Skip(4).Select(p => float.Parse(p, CultureInfo.InvariantCulture)).ShouldBe(set.Probabilities[i]);
    });

    [Fact]
    public void No_rows_are_the_users_mistake() =>
        Should.Throw<UserError>(() => new Predictions(2, [], [], [])).Message.ShouldBe("There are no rows to evaluate.");

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_model_that_has_diverged_is_named_with_the_row(float output, string written) =>
        Should.Throw<UserError>(() => new Predictions(2, [5, 9], [0, 1], [0.5f, 0.5f, 0.5f, output])).Message.ShouldBe(
            $"Row 9: the model's output is {written}, expected a probability.");

    [Fact]
    public void Arrays_that_do_not_fit_together_are_refused()
    {
        Should.Throw<ArgumentException>(() => new Predictions(2, [0], [0, 1], [0.5f, 0.5f]));
        Should.Throw<ArgumentException>(() => new Predictions(2, [0], [0], [0.5f]));
        Should.Throw<ArgumentException>(() => new Predictions(2, [0], [2], [0.5f, 0.5f]));
        Should.Throw<ArgumentException>(() => new Predictions(2, [0], [-1], [0.5f, 0.5f]));
    }
}
