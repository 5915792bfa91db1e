namespace FerTrain.Core.Sweeps;

/// <summary>A locked trial. A file of its process names it until this is disposed, so what a crashed process had can be told.</summary>
internal sealed class TrialClaim : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _holding;
    private bool _hasCrashed;

    /// <param name="lock">The lock of the trial.</param>
    /// <param name="holding">The file that says what this process has.</param>
    /// <param name="trial">The trial.</param>
    /// <exception cref="IOException">The file cannot be written; the lock is let go.</exception>
    public TrialClaim(FileStream @lock, string holding, Trial trial)
    {
        (_lock, _holding) = (@lock, holding);
        try
        {
            var whole = Path.Combine(
                Path.GetDirectoryName(holding)!,
                $"new_{Path.GetFileName(holding)}"); // a process that is killed while it writes leaves no empty file of that name
            File.WriteAllText(whole, trial.Name);
            File.Move(whole, holding, overwrite: true);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Leaves the file that names the trial, as a process does that is killed.</summary>
    public void Crash() => _hasCrashed = true;

    public void Dispose()
    {
        if (!_hasCrashed) File.Delete(_holding);
        _lock.Dispose();
    }
}
