namespace FerTrain.Core.Sweeps;

/// <summary>A locked trial. A file of its process names it until this is disposed, so what a crashed process had can be told.</summary>
internal sealed class TrialClaim : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _holding;

    /// <param name="lock">The lock of the trial.</param>
    /// <param name="holding">The file that says what this process has.</param>
    /// <param name="trial">The trial.</param>
    public TrialClaim(FileStream @lock, string holding, Trial trial)
    {
        (_lock, _holding) = (@lock, holding);
        File.WriteAllText(holding, trial.Name);
    }

    public void Dispose()
    {
        File.Delete(_holding);
        _lock.Dispose();
    }
}
