using FerTrain.Core;
using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public sealed class ConfidentLearningTests
{
    /// <summary>Worked by hand: the thresholds are 0.7 and 0.575.</summary>
    [Fact]
    public void A_face_counts_for_the_class_whose_mean_it_reaches()
    {
        var found = ConfidentLearning.Of(new Predictions(2, [10, 11, 12, 13, 14], [0, 0, 0, 1, 1],
            [0.9f, 0.1f, 0.8f, 0.2f, 0.4f, 0.6f, 0.1f, 0.9f, 0.75f, 0.25f]));

        found.Thresholds.Select(own => Math.Round(own!.Value, 6)).ShouldBe([0.7, 0.575]);
        found.Counts.ShouldBe([[2, 1], [1, 1]]);
        found.Doubted.Select(face => (face.Row, face.Label, face.Suggested)).ShouldBe([(14, 1, 0), (12, 0, 1)]);
        found.Joint.SelectMany(row => row).Select(cell => Math.Round(cell, 9)).ShouldBe([0.4, 0.2, 0.2, 0.2]);
        found.EstimatedErrors.ShouldBe(0.4, 1e-9);
    }

    [Fact]
    public void It_is_what_a_naive_version_finds()
    {
        var random = new Seeds(11).Stream("confident");
        for (var trial = 0; trial < 50; trial++)
        {
            var (classes, count) = (2 + random.NextInt(4), 1 + random.NextInt(60));
            var probabilities = Enumerable.Range(0, count).SelectMany(_ => Row(classes, random)).ToArray();
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(classes))];
            var found = ConfidentLearning.Of(new Predictions(classes, [.. Enumerable.Range(0, count)], labels, probabilities));

            var counts = new int[classes, classes];
            var doubted = new List<int>();
            for (var i = 0; i < count; i++)
            {
                var best = -1;
                for (var c = 0; c < classes; c++)
                {
                    double sum = 0, n = 0;
                    for (var k = 0; k < count; k++) if (labels[k] == c) (sum, n) = (sum + probabilities[k * classes + c], n + 1);
                    if (n > 0 && probabilities[i * classes + c] >= sum / n && (best < 0 || probabilities[i * classes + c] > probabilities[i * classes + best])) best = c;
                }

                if (best < 0) continue;
                counts[labels[i], best]++;
                if (best != labels[i]) doubted.Add(i);
            }

            found.Counts.SelectMany(row => row).ShouldBe(counts.Cast<int>());
            found.Doubted.Select(face => face.Row).Order().ShouldBe(doubted);
            found.Doubted.Select(face => face.Margin).ShouldBe(found.Doubted.Select(face => face.Margin).Order());
            found.Joint.Sum(row => row.Sum()).ShouldBe(1, 1e-9);
            for (var c = 0; c < classes; c++) found.Joint[c].Sum().ShouldBe(labels.Count(label => label == c) / (double)count, 1e-9);
        }
    }

    [Fact]
    public void Labels_that_were_swapped_are_what_sure_predictions_doubt()
    {
        var random = new Seeds(2).Stream("swapped");
        int[] truth = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        int[] labels = [.. truth.Select((own, i) => i % 20 == 0 ? (own + 1) % 3 : own)];
        float[] probabilities = [.. truth.SelectMany(own => Enumerable.Range(0, 3).Select(c => c == own ? 0.9f + 0.001f * random.NextInt(10) : 0.05f))];

        var found = ConfidentLearning.Of(new Predictions(3, [.. Enumerable.Range(0, 300)], labels, probabilities));

        found.Doubted.Select(face => face.Row).Order().ShouldBe(Enumerable.Range(0, 15).Select(i => i * 20).Where(row => found.Thresholds[truth[row]] <= probabilities[row * 3 + truth[row]]));
        found.Doubted.Count.ShouldBe(15);
        found.EstimatedErrors.ShouldBe(0.05, 0.01);
    }

    private static float[] Row(int classes, RandomStream random)
    {
        double[] draws = [.. Enumerable.Range(0, classes).Select(_ => random.NextDouble() + 1e-3)];
        return [.. draws.Select(draw => (float)(draw / draws.Sum()))];
    }
}
