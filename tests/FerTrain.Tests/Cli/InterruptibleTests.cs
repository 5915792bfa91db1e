using FerTrain.Core.Errors;

namespace FerTrain.Tests.Cli;

public class InterruptibleTests
{
    [Fact]
    public void A_cancellation_does_not_wait_for_the_work()
    {
        using var cancel = new CancellationTokenSource();
        using var end = new ManualResetEventSlim();
        var isFinished = false;

        Should.Throw<OperationCanceledException>(() => Interruptible.Run(() =>
        {
            cancel.Cancel();
            _ = end.Wait(TimeSpan.FromMinutes(1));
            return isFinished = true;
        }, cancel.Token));

        isFinished.ShouldBeFalse();
        end.Set();
    }

    [Fact]
    public void Results_and_mistakes_come_through()
    {
        Interruptible.Run(() => 3, CancellationToken.None).ShouldBe(3);
        Should.Throw<UserError>(() => Interruptible.Run<int>(() => throw new UserError("a mistake"), CancellationToken.None)).Message.ShouldBe("a mistake");
    }
}
