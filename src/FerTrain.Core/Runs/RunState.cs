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

    /// <summary>It stopped before it wrote a checkpoint.</summary>
    Failed,
}

/// <summary>Tells the states of runs from their files.</summary>
internal static class RunStates
{
    public static RunState Of(RunDirectory run) =>
        LockFile.IsHeld(run.Lock) ? RunState.Training
        : run.IsFinished || run.IsEnsemble ? RunState.Finished
        : File.Exists(run.LastCheckpoint) || File.Exists(run.BestCheckpoint) ? RunState.Unfinished
        : RunState.Failed;
}
