using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Training;
using FerTrain.Training.Initialization;

namespace FerTrain.Cli.Verbs;

/// <summary>A training whose config, data and initial weights are free of mistakes, before it leaves a run directory.</summary>
internal sealed record PlannedRun(RunConfig Config, PreparedData Data, InitialWeights? Initial)
{
    public static PlannedRun Of(RunConfig config, Terminal terminal, CancellationToken cancel)
    {
        var data = TrainingRun.Prepare(config, terminal, cancel);
        return new(WithFullPath(config), data, InitialWeights.Read(config, data.Faces.ClassNames.Count));
    }

    public (RunDirectory Directory, RunSummary Summary) Train(RunPlace place, string name, CancellationToken cancel)
    {
        var directory = RunDirectory.Create(place.Runs, name, TimeProvider.System.GetLocalNow());
        return (directory, new TrainingRun(Config, Data, directory, place.Device, place.Terminal).Train(resumed: null, Initial, cancel));
    }

    /// <summary>Goes on where it was stopped.</summary>
    public void Resume(RunDirectory directory, RunPlace place, CancellationToken cancel) =>
        new TrainingRun(Config, Data, directory, place.Device, place.Terminal).Train(Checkpoint.Furthest(directory), initial: null, cancel);

    /// <summary>The run's record must find its files from any folder.</summary>
    private static RunConfig WithFullPath(RunConfig config)
    {
        var data = config.Data;
        if (data.Source != DataSource.Synthetic) data = data with { Path = Path.GetFullPath(data.Path) };
        if (data.Ferplus != DataConfig.NoFerplus) data = data with { Ferplus = Path.GetFullPath(data.Ferplus) };
        var init = config.Init;
        if (init.Weights != InitConfig.NoWeights) init = init with { Weights = Path.GetFullPath(init.Weights) };
        return config with { Data = data, Init = init };
    }
}
