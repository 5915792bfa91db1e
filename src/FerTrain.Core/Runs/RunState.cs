using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>How far a run came.</summary>
internal enum RunState
{
    /// <summary>It is trained and scored.</summary>
    Finished,

    /// <summary>A process trains it now.</summary>
    Training,

    /// <summary>It stopped before its end and can be resumed.</summary>
    Unfinished,

    /// <summary>It stopped before it wrote a checkpoint to resume from.</summary>
    Failed,
}

/// <summary>Tells the states of runs from their files.</summary>
internal static class RunStates
{
    public static RunState Of(RunDirectory run) =>
        LockFile.IsHeld(run.Lock) ? RunState.Training
        : run.IsFinished || run.IsEnsemble ? RunState.Finished
        : File.Exists(run.LastCheckpoint) || (File.Exists(run.BestCheckpoint) && CanResume(run)) ? RunState.Unfinished
        : RunState.Failed;

    private static bool CanResume(RunDirectory run)
    {
        try
        {
            return !File.Exists(run.Config) || ConfigFile.Load(run.Config, []).TrainsInEpochs;
        }
        catch (UserError)
        {
            return true; // what resumes it names the fault
        }
    }
}
