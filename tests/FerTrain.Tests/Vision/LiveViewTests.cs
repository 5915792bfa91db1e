using FerTrain.Core.Errors;
using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

[Collection(TestCollections.Libtorch)]
public sealed class LiveViewTests : IDisposable
{
    private const int Frames = 24;

    private readonly TempFolder _folder = new();
    private readonly CascadeDetector _detector;
    private readonly FaceClassifier _classifier = new(new RecordingModel(48), CPU);
    private readonly string _video;

    public LiveViewTests()
    {
        _detector = new CascadeDetector(new DetectionOptions { MinSize = 100 }, FactWithCascadeAttribute.File);
        _video = MovingFaces.Write(_folder["faces.avi"], Frames);
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _detector.Dispose();
        _folder.Dispose();
    }

    [FactWithCascade]
    public void A_file_is_shown_frame_by_frame_and_every_time_alike()
    {
        var summary = Record("first.mp4");
        Record("second.mp4");

        (summary.FramesRead, summary.FramesShown, summary.FramesDropped, summary.Faces).ShouldBe((Frames, Frames, 0, Frames * MovingFaces.Faces));
        summary.FramesPerSecond.ShouldBeGreaterThan(0);
        foreach (var percentiles in new[] { summary.LatencyMs, summary.DetectionMs, summary.ModelMsPerFace })
            percentiles!.Percentile95.ShouldBeGreaterThanOrEqualTo(percentiles.Median);
        summary.LatencyMs!.Median.ShouldBeGreaterThan(summary.DetectionMs!.Median);
        File.ReadAllBytes(_folder["second.mp4"]).ShouldBe(File.ReadAllBytes(_folder["first.mp4"]));
        using var recorded = new VideoSource(_folder["first.mp4"]);
        recorded.FramesPerSecond.ShouldBe(25);
        recorded.Frames(paced: false).Count(frame => { using (frame) return !frame.Image.Empty(); }).ShouldBe(Frames);
    }

    [FactWithCascade]
    public void A_recording_differs_from_its_source_where_faces_are_explained()
    {
        Record("shown.mp4");
        using var source = new VideoSource(_video);
        using var shown = new VideoSource(_folder["shown.mp4"]);
        using var before = source.Frames(paced: false).First();
        using var after = shown.Frames(paced: false).First();
        var changed = Changed(before, after);
        changed.ShouldBeInRange(640 * 480 / 40, 640 * 480 / 2);
    }

    [FactWithCascade]
    public void What_comes_too_fast_is_dropped_and_accounted_for()
    {
        using var source = new VideoSource(_video);
        var summary = new LiveView(_detector, _classifier, 0.3).Run(stop => source.Frames(paced: false, stop: stop), drops: true, window: null, recording: null, CancellationToken.None);
        summary.FramesRead.ShouldBe(Frames);
        summary.FramesDropped.ShouldBeGreaterThan(0);
        (summary.FramesShown + summary.FramesDropped).ShouldBe(Frames);
        summary.Faces.ShouldBe(summary.FramesShown * MovingFaces.Faces);
    }

    [FactWithCascade]
    public void A_cancelled_one_ends_at_once_and_its_recording_is_complete()
    {
        using var cancel = new CancellationTokenSource();
        using var source = new VideoSource(_video);
        using (var recording = VideoFileWriter.NewFile(_folder["cut.mp4"], source.FramesPerSecond))
        {
            var images = source.Frames(paced: false).Select((frame, number) =>
            {
                if (number == 8) cancel.Cancel();
                return frame;
            });
            var summary = new LiveView(_detector, _classifier, 0).Run(_ => images, drops: false, window: null, recording, cancel.Token);
            summary.FramesShown.ShouldBeInRange(1, 9);
        }

        using var recorded = new VideoSource(_folder["cut.mp4"]);
        recorded.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBeInRange(1, 9);
    }

    [FactWithCascade]
    public void What_came_before_a_frame_that_fails_is_recorded()
    {
        using var source = new VideoSource(_video);
        using (var recording = VideoFileWriter.NewFile(_folder["before.mp4"], source.FramesPerSecond))
        {
            var images = source.Frames(paced: false).Select((frame, number) => number < 5 ? frame : throw new UserError("The stream ends here."));
            Should.Throw<UserError>(() => new LiveView(_detector, _classifier, 0).Run(_ => images, drops: false, window: null, recording, CancellationToken.None))
                .Message.ShouldBe("The stream ends here.");
        }

        using var recorded = new VideoSource(_folder["before.mp4"]);
        recorded.Frames(paced: false).Count(frame => { using (frame) return true; }).ShouldBeInRange(1, 5);
    }

    [FactWithCascade]
    public void A_recording_that_cannot_be_completed_does_not_hide_what_failed_before()
    {
        using var source = new VideoSource(_video);
        using var recording = VideoFileWriter.NewFile(_folder["lost.mp4"], source.FramesPerSecond);
        var images = source.Frames(paced: false).Select((frame, number) =>
        {
            if (number < 5) return frame;
            foreach (var folder in Directory.GetDirectories(_folder.Root, "lost.mp4.*.tmp")) Directory.Delete(folder, recursive: true);
            throw new UserError("The stream ends here.");
        });
        Should.Throw<UserError>(() => new LiveView(_detector, _classifier, 0).Run(_ => images, drops: false, window: null, recording, CancellationToken.None))
            .Message.ShouldBe("The stream ends here.");
    }

    private LiveSummary Record(string name)
    {
        using var source = new VideoSource(_video);
        using var recording = VideoFileWriter.NewFile(_folder[name], source.FramesPerSecond);
        return new LiveView(_detector, _classifier, 0.3).Run(stop => source.Frames(paced: false, stop: stop), drops: false, window: null, recording, CancellationToken.None);
    }

    private static int Changed(Frame before, Frame after)
    {
        before.Image.GetArray<OpenCvSharp.Vec3b>(out var old).ShouldBeTrue();
        after.Image.GetArray<OpenCvSharp.Vec3b>(out var now).ShouldBeTrue();
        return old.Zip(now).Count(pair => Math.Abs(pair.First.Item1 - pair.Second.Item1) > 40);
    }
}

[Collection(TestCollections.Libtorch)]
public sealed class RecentDurationsTests
{
    [Fact]
    public void Percentiles_divide_the_durations_as_they_say() => Prop.ForAll(
        Gen.Choose(0, 1000).ListOf().Where(times => times.Count > 0).ToArbitrary(),
        milliseconds =>
        {
            var times = new RecentDurations();
            foreach (var time in milliseconds)
                times.Add(TimeSpan.FromMilliseconds(time));

            var percentiles = times.Percentiles()!;

            foreach (var (limit, fraction) in new[] { (percentiles.Median, 0.5), (percentiles.Percentile95, 0.95) })
            {
                milliseconds.ShouldContain((int)limit);
                milliseconds.Count(time => time <= limit).ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(fraction * milliseconds.Count));
                milliseconds.Count(time => time < limit).ShouldBeLessThan((int)Math.Ceiling(fraction * milliseconds.Count));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Old_durations_are_forgotten_and_no_duration_has_no_percentiles()
    {
        var times = new RecentDurations();
        times.Percentiles().ShouldBeNull();
        for (var i = 0; i < 20_000; i++)
            times.Add(TimeSpan.FromMilliseconds(i < 10_000 ? 5000 : 7));
        times.Percentiles().ShouldBe(new DurationPercentiles(7, 7));
    }
}
