using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public class EvaluationResultTests
{
    private static readonly ScoredCase[] Cases = Golden.Cases<ScoredCase>("metrics.json");

    public static TheoryData<string> Named => [.. Cases.Select(c => c.Name)];

    public sealed record ScoredCase(
        string Name, int[] Labels, float[][] Probabilities, int[][] Confusion, Dictionary<string, double> Scores,
        Dictionary<string, double>? Calibrated, Dictionary<string, double>[] Classes, int[] RankOfTruth)
    {
        public string[] ClassNames => [.. Enumerable.Range(0, Confusion.Length).Select(c => $"class{c}")];

        /// <summary>Its own rows are the validation set too.</summary>
        public EvaluationResult Evaluate()
        {
            var predictions = new Labelled(Confusion.Length, Labels, Probabilities).ToPredictions();
            return EvaluationResult.Of(Scored(predictions, ClassNames) with { Validation = predictions });
        }
    }

    [Fact]
    public void Golden_holds_cases() => Cases.ShouldNotBeEmpty();

    [Theory, MemberData(nameof(Named))]
    public void Every_score_is_scikit_learns(string name)
    {
        var golden = Cases.Single(c => c.Name == name);
        var result = golden.Evaluate();

        result.Confusion.ShouldBe(golden.Confusion);
        var json = JsonSerializer.SerializeToElement(result, Golden.SnakeCase);
        foreach (var (score, value) in golden.Scores)
            json.GetProperty(score).GetDouble().ShouldBe(value, 1e-9, score);
        json.GetProperty("rank_of_truth").Deserialize<int[]>().ShouldBe(golden.RankOfTruth);
        foreach (var (scores, expected) in json.GetProperty("classes").EnumerateArray().Zip(golden.Classes))
            foreach (var (score, value) in expected)
                scores.GetProperty(score).GetDouble().ShouldBe(value, 1e-12, score);
    }

    /// <summary>To 1e-6: the scaled probabilities are 32-bit floats, and the minimum is flat.</summary>
    [Theory, MemberData(nameof(Named))]
    public void Temperature_is_where_scikit_learns_log_loss_is_least(string name)
    {
        var golden = Cases.Single(c => c.Name == name);
        var json = JsonSerializer.SerializeToElement(golden.Evaluate(), Golden.SnakeCase);

        foreach (var (score, value) in golden.Calibrated ?? [])
            json.GetProperty(score).GetDouble().ShouldBe(value, 1e-6 * Math.Max(value, 1), score);
        (golden.Calibrated?.Count ?? 3).ShouldBe(3);
    }

    [Fact]
    public void Json_holds_every_metric_beside_the_rest()
    {
        var json = JsonSerializer.SerializeToElement(Evaluate(leaked: [true, false, false, false]), Golden.SnakeCase);

        Metric.All.Select(metric => metric.Key).Except(Keys(json)).ShouldBeEmpty();
        Keys(json).ShouldBeUnique();
        json.GetProperty("confidence").GetProperty("accuracy").GetArrayLength().ShouldBe(2);
        json.GetProperty("members").GetRawText().ShouldBe("""[{"checkpoint":"best.pt","accuracy":0.5,"leak_free_accuracy":null}]""");
        (json.GetProperty("split").GetString(), json.GetProperty("tta").GetString()).ShouldBe(("test", "none"));
        Keys(json.GetProperty("leak_free")).ShouldBe(["samples", "accuracy"]);
        Keys(json.GetProperty("classes")[0]).ShouldBe(["name", "support", "precision", "recall", "f1", "accuracy"]);
        json.GetProperty("confusion").GetRawText().ShouldBe("[[1,1,0],[0,1,0],[1,0,0]]");
        json.GetProperty("rank_of_truth").GetRawText().ShouldBe("[2,1,1]");
    }

    [Fact]
    public void A_file_without_a_newer_metric_reads_as_not_defined_and_one_without_accuracy_not_at_all()
    {
        var text = JsonSerializer.Serialize(Evaluate(leaked: null), Golden.SnakeCase);
        var older = text.Replace("\"ece\"", "\"renamed\"", StringComparison.Ordinal);
        JsonSerializer.Deserialize<EvaluationResult>(older, Golden.SnakeCase)!.Scores[Metric.All.Single(metric => metric.Key == "ece")].ShouldBeNull();
        var damaged = text.Replace("\"macro_f1\"", "\"renamed\"", StringComparison.Ordinal);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EvaluationResult>(damaged, Golden.SnakeCase)).Message.ShouldBe("it has no macro_f1");
    }

    [Fact]
    public void Json_reads_back()
    {
        var result = Evaluate(leaked: [true, false, false, false]);
        var text = JsonSerializer.Serialize(result, Golden.SnakeCase);

        JsonSerializer.Serialize(JsonSerializer.Deserialize<EvaluationResult>(text, Golden.SnakeCase), Golden.SnakeCase).ShouldBe(text);
    }

    [Fact]
    public void Second_guesses_count_as_right_for_the_top_two() => Labelled.Check(set =>
    {
        var result = EvaluationResult.Of(Scored(set.ToPredictions(), new string[set.Classes]));
        var best = Enumerable.Range(0, set.Count).Select(i =>
            Enumerable.Range(0, set.Classes).OrderByDescending(c => set.Probabilities[i][c]).Take(2).Contains(set.Labels[i]));
        result.Scores["top2_accuracy"].GetDouble().ShouldBe(best.Average(hit => hit ? 1.0 : 0.0), 1e-12);
    });

    [Fact]
    public void Leaked_rows_are_left_out_of_the_leak_free_accuracy() =>
        Evaluate(leaked: [true, false, false, false]).LeakFree.ShouldBe(new LeakFreeResult(3, 1 / 3.0));

    [Fact]
    public void Nothing_to_compare_with_gives_no_leak_free_result() => Evaluate(leaked: null).LeakFree.ShouldBeNull();

    [Fact]
    public void A_split_that_is_leaked_throughout_has_no_leak_free_accuracy() =>
        Evaluate(leaked: [true, true, true, true]).LeakFree.ShouldBe(new LeakFreeResult(0, null));

    [Fact]
    public void Names_and_flags_have_to_fit_the_predictions()
    {
        Should.Throw<ArgumentException>(() => Evaluate(leaked: [true]));
        Should.Throw<ArgumentException>(() => EvaluationResult.Of(Scored(Four(), ["a", "b"])));
    }

    [Fact]
    public void Several_checkpoints_are_named_together()
    {
        var result = EvaluationResult.Of(Scored(Four(), ["a", "b", "c"]) with { Members = [new("a.pt", 0.25), new("b.pt", 0.5)] });

        (result.Checkpoint, result.Members.Count).ShouldBe(("a.pt, b.pt", 2));
    }

    [Fact]
    public void Without_a_validation_set_there_is_no_temperature()
    {
        var json = JsonSerializer.SerializeToElement(Evaluate(leaked: null), Golden.SnakeCase);
        foreach (var key in new[] { "temperature", "calibrated_log_loss", "calibrated_ece" })
            json.GetProperty(key).ValueKind.ShouldBe(JsonValueKind.Null, key);
    }

    private static EvaluationResult Evaluate(bool[]? leaked) => EvaluationResult.Of(Scored(Four(), ["a", "b", "c"]) with { Leaked = leaked });

    private static ScoredSplit Scored(Predictions predictions, string[] classNames) => new()
    {
        Members = [new("best.pt", 0.5)],
        Split = SplitName.Test,
        ClassNames = classNames,
        Predictions = predictions,
        Resamples = 100,
    };

    /// <summary>Right, taken for b, right, taken for a with the truth last.</summary>
    private static Predictions Four() => new(
        3, [10, 11, 12, 13], [0, 0, 1, 2],
        [0.5f, 0.3f, 0.2f, 0.4f, 0.6f, 0f, 0.1f, 0.8f, 0.1f, 0.5f, 0.4f, 0.1f]);

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(p => p.Name);
}
