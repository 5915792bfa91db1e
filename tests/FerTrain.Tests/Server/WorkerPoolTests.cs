using System.Runtime.CompilerServices;
using FerTrain.Server.Inference;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class WorkerPoolTests
{
    [Fact]
    public async Task What_is_urgent_comes_before_all_that_waits_and_the_rest_in_its_order()
    {
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var pool = OneWorker();
        List<string> done = [];
        var first = Run("first", before: () =>
        {
            begun.Set();
            go.Wait();
        });
        begun.Wait();
        Task[] others = [Run("photograph 1"), Run("photograph 2"), Run("frame 1", isUrgent: true), Run("photograph 3"), Run("frame 2", isUrgent: true)];
        go.Set();
        await Task.WhenAll([first, .. others]);

        done.ShouldBe(["first", "frame 1", "frame 2", "photograph 1", "photograph 2", "photograph 3"]);

        Task Run(string name, bool isUrgent = false, Action? before = null)
        {
            return pool.Run(
                _ =>
                {
                    before?.Invoke();
                    done.Add(name);
                    return name;
                },
                isUrgent,
                CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_nobody_wants_any_more_is_let_go_while_it_waits()
    {
        using var go = new ManualResetEventSlim();
        using var pool = OneWorker();
        var first = pool.Run(_ => go.Wait(TimeSpan.FromMinutes(1)), isUrgent: false, CancellationToken.None);
        var image = await Unwanted(pool);

        SpinWait.SpinUntil(
            () =>
            {
#pragma warning disable RS0030 // no tensor is freed here: the test asks what still holds the image
                GC.Collect();
#pragma warning restore RS0030
                return !image.IsAlive;
            },
            TimeSpan.FromSeconds(20)).ShouldBeTrue();
        go.Set();
        (await first).ShouldBeTrue();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // so that no variable of the test holds the image
    private static async Task<WeakReference> Unwanted(WorkerPool<Stream> pool)
    {
        using var cancel = new CancellationTokenSource();
        var image = new byte[1000];
        var unwanted = pool.Run(_ => image.Length, isUrgent: false, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(unwanted);
        return new WeakReference(image);
    }

    private static WorkerPool<Stream> OneWorker() => new([new MemoryStream()]);
}
