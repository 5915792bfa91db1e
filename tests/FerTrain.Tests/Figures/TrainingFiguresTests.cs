using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using FerTrain.Training;

namespace FerTrain.Tests.Figures;

[Collection(TestCollections.Libtorch)]
public sealed class TrainingFiguresTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Curves_are_drawn_again_when_drawing_takes_a_twentieth_of_the_time()
    {
        var run = RunDirectory.Create(_folder.Root, "run", DateTimeOffset.UnixEpoch);
        OutputFolder.Create(run.Plots);
        var clock = new Clock();
        var figures = new TrainingFigures(run, [], clock);

        Drawn(after: 0).ShouldBeTrue();
        Drawn(after: 100).ShouldBeFalse();
        Drawn(after: 50).ShouldBeFalse();
        Drawn(after: 60).ShouldBeTrue();
        Drawn(after: 150).ShouldBeFalse();

        bool Drawn(long after)
        {
            var curve = Path.Combine(run.Plots, "loss.png");
            File.Delete(curve);
            clock.Now += after;
            var epoch = EpochMetrics.FromNumbers([1, 1e-3, 2, 0.5, 2.2, 0.4, 30, 1000]);
            figures.Report(new TrainingEvent.EpochSaved([epoch], epoch));
            return File.Exists(curve);
        }
    }

    /// <summary>Goes on by 10 at each look.</summary>
    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 1_000_000;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Now += 10;
    }
}
