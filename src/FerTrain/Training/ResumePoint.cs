using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>The checkpoint that a run resumes from, and what to tell of the other one.</summary>
internal sealed record ResumePoint(Checkpoint Checkpoint, string? Warning)
{
    /// <summary>
    /// Finds last.pt, unless best.pt, which holds as much, is of a later epoch, as <c>checkpoint.every</c> lets it be, or is the only one
    /// that is whole. Where best.pt is lost, last.pt takes its place, so that the run ends with one.
    /// </summary>
    /// <exception cref="UserError">Neither can be read.</exception>
    public static ResumePoint Find(RunDirectory run)
    {
        var (best, last) = (Read(run.BestCheckpoint), Read(run.LastCheckpoint));
        if (last.Checkpoint is null && best.Checkpoint is null) throw last.Fault!;
        if (last.Checkpoint is null)
            return new(best.Checkpoint!, File.Exists(run.LastCheckpoint)
                ? $"{last.Fault!.Message.TrimEnd('.')}. The run goes on from {Path.GetFileName(run.BestCheckpoint)}, epoch {best.Checkpoint!.Epochs}."
                : null);
        if (best.Checkpoint is not null)
            return new(best.Checkpoint.Epochs > last.Checkpoint.Epochs ? best.Checkpoint : last.Checkpoint, null);
        if (last.Checkpoint.Epochs == 0) return new(last.Checkpoint, null); // no epoch has ended, so there is none yet
        AtomicFile.Copy(run.LastCheckpoint, run.BestCheckpoint);
        return new(last.Checkpoint, $"{best.Fault!.Message.TrimEnd('.')}. last.pt takes its place until an epoch is better than the best one so far.");
    }

    private static (Checkpoint? Checkpoint, UserError? Fault) Read(string path)
    {
        try
        {
            return (Checkpoint.Read(path), null);
        }
        catch (UserError fault)
        {
            return (null, fault);
        }
    }
}
