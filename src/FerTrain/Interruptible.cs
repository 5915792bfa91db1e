namespace FerTrain;

/// <summary>Runs work that a cancellation abandons, such as reading a file.</summary>
internal static class Interruptible
{
    /// <exception cref="OperationCanceledException">Cancelled before the work was done.</exception>
    public static T Run<T>(Func<T> work, CancellationToken cancel) => Task.Run(work, cancel).WaitAsync(cancel).GetAwaiter().GetResult();
}
