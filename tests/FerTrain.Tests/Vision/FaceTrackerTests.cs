using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class FaceTrackerTests
{
    private static readonly Rect Left = new(0, 0, 100, 100);
    private static readonly Rect Right = new(300, 0, 100, 100);

    [Fact]
    public void A_face_is_smoothed_by_its_earlier_frames_each_the_less_the_longer_ago() => Prop.ForAll(
        Gen.Choose(0, 100).ListOf().Where(fractions => fractions.Count > 0).ToArbitrary(),
        Gen.Choose(1, 400).ToArbitrary(),
        Gen.Choose(1, 100).ToArbitrary(),
        (percents, stepMs, smoothingCs) =>
        {
            var (step, smoothing) = (stepMs / 1000.0, smoothingCs / 100.0);
            var tracks = new FaceTracker(smoothing);
            var smoothed = percents.Select((percent, i) => tracks.Smooth([Face(Left, percent / 100f)], TimeSpan.FromSeconds(i * step)).Single()).ToArray();

            // The mean of all frames so far, each weighed by its age; the first stands for all before it.
            var decay = Math.Exp(-step / smoothing);
            for (var i = 0; i < percents.Count; i++)
            {
                var mean = Enumerable.Range(0, i + 1).Sum(j => (j == 0 ? 1 : 1 - decay) * Math.Pow(decay, i - j) * percents[j] / 100);
                ((double)smoothed[i].Probabilities[0]).ShouldBe(mean, 1e-4);
                smoothed[i].Probabilities.Sum().ShouldBe(1, 1e-5f);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_smoothing_faces_stay_as_they_are() => Prop.ForAll(
        Gen.Choose(0, 100).ListOf().ToArbitrary(),
        percents =>
        {
            var tracks = new FaceTracker(0);
            foreach (var (i, percent) in percents.Index())
            {
                var face = Face(Left, percent / 100f);
                tracks.Smooth([face], TimeSpan.FromMilliseconds(i)).Single().Probabilities.ShouldBe(face.Probabilities);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_face_has_its_own_past_whatever_the_order_they_are_found_in()
    {
        var tracks = new FaceTracker(1000);
        tracks.Smooth([Face(Left, 1), Face(Right, 0)], TimeSpan.Zero);
        var next = tracks.Smooth([Face(Right, 0.5f), Face(Left, 0.5f)], TimeSpan.FromMilliseconds(40));
        next[0].Probabilities[0].ShouldBe(0, 0.001f);
        next[1].Probabilities[0].ShouldBe(1, 0.001f);
        next.Select(face => face.Box).ShouldBe([Right, Left]);
    }

    [Fact]
    public void Of_two_faces_near_a_track_the_nearer_one_has_it_and_the_other_none()
    {
        var tracks = new FaceTracker(1000);
        tracks.Smooth([Face(Left, 1)], TimeSpan.Zero);
        var next = tracks.Smooth([Face(Left with { X = 40 }, 0), Face(Left with { X = 5 }, 0)], TimeSpan.FromMilliseconds(40));
        next[0].Probabilities[0].ShouldBe(0);
        next[1].Probabilities[0].ShouldBe(1, 0.001f);
    }

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(0.6, 0)]
    public void A_face_that_is_missed_is_known_again_for_half_a_second(double seconds, float expected)
    {
        var tracks = new FaceTracker(1000);
        tracks.Smooth([Face(Left, 1)], TimeSpan.Zero);
        tracks.Smooth([], TimeSpan.FromSeconds(0.2)).ShouldBeEmpty();
        tracks.Smooth([Face(Left, 0)], TimeSpan.FromSeconds(seconds)).Single().Probabilities[0].ShouldBe(expected, 0.001f);
    }

    private static ClassifiedFace Face(Rect box, float fraction) => new(box, [fraction, 1 - fraction]);
}
