using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public sealed class ConfusedPairTests
{
    private static readonly string[] Names = ["fear", "sad", "happy"];

    [Fact]
    public void The_largest_shares_come_first_and_in_words() => Pairs([[60, 30, 10], [2, 18, 0], [4, 0, 96]]).ShouldBe(
    [
        "fear is taken for sad in 30 % (30 of 100 faces)",
        "fear is taken for happy in 10 % (10 of 100 faces)",
        "sad is taken for fear in 10 % (2 of 20 faces)",
    ]);

    [Fact]
    public void A_perfect_model_confuses_nothing() => Pairs([[5, 0, 0], [0, 5, 0], [0, 0, 0]]).ShouldBeEmpty();

    [Fact]
    public void A_model_that_answers_one_class_is_warned_of_unless_nearly_all_faces_are_of_it()
    {
        Core.Runs.ModelCautions.OfAnswers(Scored([[0, 0, 50], [0, 1, 49], [0, 0, 50]])).ShouldNotBeNull().ShouldStartWith("The model answers happy for 99 % of the faces: ");
        Core.Runs.ModelCautions.OfAnswers(Scored([[3, 0, 47], [0, 5, 45], [0, 0, 50]])).ShouldBeNull();
        Core.Runs.ModelCautions.OfAnswers(Scored([[0, 0, 1], [0, 0, 1], [0, 0, 98]])).ShouldBeNull();
    }

    [Fact]
    public void Chance_and_the_largest_class_follow_from_the_faces()
    {
        var scored = Scored([[60, 30, 10], [2, 18, 0], [4, 0, 76]]);
        (scored.Chance, scored.LargestClass).ShouldBe((1 / 3.0, new ClassShare("fear", 0.5)));
    }

    private static string[] Pairs(int[][] confusion) => [.. ConfusedPair.Of(Scored(confusion)).Select(pair => pair.Sentence())];

    private static EvaluationResult Scored(int[][] confusion)
    {
        var faces = confusion.SelectMany((row, truth) => row.SelectMany((count, predicted) => Enumerable.Repeat((truth, predicted), count))).ToArray();
        var predictions = new Predictions(3, [.. Enumerable.Range(0, faces.Length)], [.. faces.Select(face => face.truth)],
            [.. faces.SelectMany(face => Enumerable.Range(0, 3).Select(c => c == face.predicted ? 0.8f : 0.1f))]);
        return EvaluationResult.Of(new ScoredSplit { Members = [new("a.pt", 0.5)], Split = SplitName.Test, ClassNames = Names, Predictions = predictions, Resamples = 100 });
    }
}
