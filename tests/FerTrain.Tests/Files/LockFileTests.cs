using FerTrain.Core.Files;

namespace FerTrain.Tests.Files;

public sealed class LockFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder[".lock"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_holds_it_at_a_time()
    {
        using (LockFile.Hold(File))
        {
            LockFile.IsHeld(File).ShouldBeTrue();
            Should.Throw<IOException>(() => LockFile.Hold(File));
        }

        LockFile.IsHeld(File).ShouldBeFalse();
        LockFile.Hold(File).Dispose();
    }

    [Fact]
    public async Task Whoever_looks_whether_it_is_held_keeps_nobody_from_holding_it()
    {
        LockFile.Hold(File).Dispose();
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (looks, holds) = (0, 0);
        var looking = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                _ = LockFile.IsHeld(File);
                Interlocked.Increment(ref looks);
            }
        });

        for (; !enough.IsCancellationRequested && (holds < 1000 || Volatile.Read(ref looks) < 1000); holds++) LockFile.Hold(File).Dispose();

        await enough.CancelAsync();
        await looking;
        (holds >= 1000 && looks >= 1000).ShouldBeTrue($"{holds} holds, {looks} looks");
    }

    [Fact]
    public async Task A_folder_that_was_filled_while_another_waited_for_it_is_not_its()
    {
        var (folder, claim) = OutputFolder.ClaimEmpty(_folder["out"]);
        var other = Task.Run(() => OutputFolder.ClaimEmpty(_folder["out"]));
        await Task.Delay(50); // of the 200 ms that it waits
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "predictions.csv"), "mine");
        claim.Dispose();

        var (second, its) = await other;

        its.Dispose();
        (folder, second).ShouldBe((_folder["out"], _folder["out_2"]));
    }

    [Fact]
    public void Nobody_holds_a_file_whose_folder_is_missing() => LockFile.IsHeld(_folder["missing/.lock"]).ShouldBeFalse();
}
