using FerTrain.Core.Errors;
using FerTrain.Vision;
using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public sealed class FramePipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly List<Frame> _made = [];

    [Fact]
    public void Without_drops_every_frame_goes_through_every_stage_in_order() => Prop.ForAll(
        Gen.Choose(0, 30).ToArbitrary(),
        Gen.Choose(0, 2).ArrayOf(2).ToArbitrary(),
        (count, delays) =>
        {
            var visits = delays.Select(_ => new List<int>()).ToArray();
            var stages = delays.Zip(visits, (delay, seen) => (Action<Frame>)(frame =>
            {
                Thread.Sleep(delay);
                seen.Add(Number(frame));
            })).ToArray();
            using var pipeline = new FramePipeline(Source(count), stages, drops: false);

            Taken(pipeline).ShouldBe(Enumerable.Range(0, count));
            visits.ShouldAllBe(seen => seen.SequenceEqual(Enumerable.Range(0, count)));
            (pipeline.Read, pipeline.Dropped).ShouldBe((count, 0));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void With_drops_the_order_stays_the_newest_arrives_and_all_are_accounted_for() => Prop.ForAll(
        Gen.Choose(1, 60).ToArbitrary(),
        Gen.Choose(0, 3).ArrayOf(2).ToArbitrary(),
        (count, delays) =>
        {
            using var pipeline = new FramePipeline(Source(count), [.. delays.Select(delay => (Action<Frame>)(_ => Thread.Sleep(delay)))], drops: true);

            var taken = Taken(pipeline);

            taken.ShouldBe(taken.Order());
            taken.ShouldContain(count - 1);
            (pipeline.Read, pipeline.Dropped).ShouldBe((count, count - taken.Count));
            _made.ShouldAllBe(frame => frame.Image.IsDisposed);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_slow_stage_continues_with_the_newest_frame()
    {
        using var gate = new SemaphoreSlim(0);
        using var entered = new SemaphoreSlim(0);
        using var sourceGate = new SemaphoreSlim(0);
        var seen = new List<int>();
        using var pipeline = new FramePipeline(Source(100, sourceGate), [Slow], drops: true);

        sourceGate.Release(1);
        entered.Wait(Limit).ShouldBeTrue(); // with the first
        sourceGate.Release(99);
        SpinWait.SpinUntil(() => pipeline.Dropped == 98, Limit).ShouldBeTrue();
        gate.Release(2);

        Taken(pipeline).ShouldContain(99);
        seen.ShouldBe([0, 99]);

        void Slow(Frame frame)
        {
            seen.Add(Number(frame));
            entered.Release();
            gate.Wait();
        }
    }

    [Fact]
    public void Without_drops_the_source_waits_for_a_slow_stage()
    {
        using var gate = new SemaphoreSlim(0);
        using var pipeline = new FramePipeline(Source(100), [_ => gate.Wait()], drops: false);

        using var taken = pipeline.Frames(Patience).Where(frame => frame is not null).GetEnumerator();
        for (var read = 3; read < 100; read++)
        {
            SpinWait.SpinUntil(() => pipeline.Read == read, Limit).ShouldBeTrue(); // one in the stage, one that waits, one in the source's hand
            gate.Release();
            taken.MoveNext().ShouldBeTrue();
            taken.Current!.Dispose();
        }

        gate.Release(100);
        while (taken.MoveNext()) taken.Current!.Dispose();
        pipeline.Read.ShouldBe(100);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_fails_in_a_stage_or_the_source_is_thrown_where_frames_are_taken(bool inSource)
    {
        var failure = new UserError("no more");
        using (var pipeline = new FramePipeline(Source(50, failAt: inSource ? 7 : 99), [_ => { }, frame => ThrowAt(frame, inSource ? 99 : 7)], drops: false))
            Should.Throw<UserError>(() => Taken(pipeline)).ShouldBeSameAs(failure);
        _made.ShouldAllBe(frame => frame.Image.IsDisposed);

        void ThrowAt(Frame frame, int number)
        {
            if (Number(frame) == number) throw failure;
        }

        IEnumerable<Frame> Source(int count, int failAt)
        {
            foreach (var frame in this.Source(count))
            {
                yield return frame;
                ThrowAt(frame, failAt);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stopping_early_leaves_no_image_behind(bool drops)
    {
        using (var pipeline = new FramePipeline(Source(int.MaxValue), [_ => Thread.Sleep(1), _ => { }], drops))
        {
            using var first = pipeline.Frames(Patience).First(frame => frame is not null);
        }

        _made.Count.ShouldBeGreaterThan(1);
        _made.ShouldAllBe(frame => frame.Image.IsDisposed);
    }

    [Fact]
    public void A_wait_without_a_frame_returns_null()
    {
        using var gate = new SemaphoreSlim(0);
        using var pipeline = new FramePipeline(Source(1, gate), [], drops: true);
        var frames = pipeline.Frames(Patience).GetEnumerator();
        for (var i = 0; i < 3; i++)
        {
            frames.MoveNext().ShouldBeTrue();
            frames.Current.ShouldBeNull();
        }

        gate.Release();
        SpinWait.SpinUntil(() => frames.MoveNext() && frames.Current is not null, Limit).ShouldBeTrue();
        frames.Current!.Dispose();
    }

    private IEnumerable<Frame> Source(int count, SemaphoreSlim? gate = null)
    {
        for (var number = 0; number < count; number++)
        {
            gate?.Wait();
            var frame = new Frame(new Mat(1, 1, MatType.CV_8UC1), TimeSpan.FromSeconds(number));
            _made.Add(frame);
            yield return frame;
        }
    }

    private static List<int> Taken(FramePipeline pipeline)
    {
        var numbers = new List<int>();
        foreach (var next in pipeline.Frames(Patience))
        {
            using var frame = next;
            if (frame is not null) numbers.Add(Number(frame));
        }

        return numbers;
    }

    private static int Number(Frame frame) => (int)frame.Time.TotalSeconds;
}
