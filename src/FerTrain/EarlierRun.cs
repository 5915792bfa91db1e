using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain;

/// <summary>Finds what an interrupted command has trained already.</summary>
internal static class EarlierRun
{
    /// <summary>The newest run of that name and config, a finished one before others; how it was evaluated then does not matter.</summary>
    public static RunDirectory? Find(TrainingOptions options, string name, RunConfig config)
    {
        if (!Directory.Exists(options.Runs)) return null;
        var found = new List<RunDirectory>();
        foreach (var run in RunFinder.Named(options.Runs, name))
        {
            var recorded = ConfigFile.Load(run.Config, []);
            var others = ConfigKeys.Differences([recorded, config with { Eval = recorded.Eval, Report = recorded.Report }]);
            if (others.Count == 0) found.Add(run);
            else
                options.Report(new TrainingEvent.Warned(
                    $"{run.Root} does not count: {string.Join(", ", others.Select(key => $"{key.Key} is {key.Values[0]} there, {key.Values[1]} here"))}"));
        }

        return found.OrderBy(run => run.IsFinished).LastOrDefault(run => run.IsFinished || config.TrainsInEpochs);
    }
}
