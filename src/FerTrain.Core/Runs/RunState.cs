using FerTrain.Core.Config;

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
        : File.Exists(run.LastCheckpoint) || (File.Exists(run.BestCheckpoint) && !IsClassic(run)) ? RunState.Unfinished
        : RunState.Failed;

    /// <summary>What is no network is trained in one go.</summary>
    private static bool IsClassic(RunDirectory run) => File.Exists(run.Config) && ClassicConfig.Models.Contains(ConfigFile.Load(run.Config, []).Model.Name);
}
