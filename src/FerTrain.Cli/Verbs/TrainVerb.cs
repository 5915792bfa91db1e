using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain train [--config mini_xception.yaml] [key=value …]</c></summary>
internal static class TrainVerb
{
    private static readonly string[] ResumeKeys = ["train.epochs", "data.path", "data.ferplus"];

    public static Command Create(Terminal terminal)
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. optimizer.lr=0.01.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; quickstart.yaml without it. One with ensemble.members trains and scores these." };
        var name = new Option<string?>("--name") { Description = "Name of the run; the config's without it." };
        var resume = new Option<string?>("--resume") { Description = "A run directory, or its last.pt, to go on with; of an ensemble the folder of its runs." };
        var (runs, device, threads, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("train", "Train one model, write a run directory and score the best checkpoint on the test split.",
            "fertrain train",
            "fertrain train --config mini_xception.yaml data.path=fer2013.csv train.epochs=50") { overrides, config, name, resume, runs, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var changes = parse.GetValue(overrides) ?? [];
            if (Array.Find(changes, change => change.StartsWith("--", StringComparison.Ordinal)) is { } option)
                throw UserError.UnknownName("option", option, parse.CommandResult.Command.Options.Select(o => o.Name));
            var on = Devices.Find(parse.GetValue(device)!, parse.GetValue(threads));
            var watched = parse.GetValue(json) ? terminal with { IsInteractive = false, Output = terminal.Error } : terminal;
            var file = parse.GetValue(config);
            var interrupted = parse.GetValue(resume);
            if (interrupted is not null && parse.GetResult(runs) is { Implicit: false }) throw new UserError("--resume says where the runs are: leave --runs out.");
            var place = new RunPlace(interrupted ?? parse.GetValue(runs)!, parse.GetValue(name), on, watched);
            var result = interrupted is not null && file is null
                ? Resume(interrupted, changes, place, cancel)
                : Train(file ?? "quickstart.yaml", changes, place, resumes: interrupted is not null, cancel);
            if (parse.GetValue(json)) JsonOutput.Write(terminal.Output, result);
            return Task.FromResult(0);
        });
        return verb;
    }

    /// <summary>What a run or, of an ensemble, all of its runs came to.</summary>
    private static object Train(string file, string[] changes, RunPlace place, bool resumes, CancellationToken cancel)
    {
        var config = ConfigFile.Load(file, changes);
        if (config.Ensemble.Members.Count > 0)
            return new EnsembleRun(config.Eval, EnsembleMember.Load(config.Ensemble, ConfigFile.Find(file), changes), place, resumes).Train(cancel);
        if (resumes) throw NothingBesideResume();
        return PlannedRun.Of(config, place.Terminal, cancel).Train(place, place.Name ?? RunDirectory.NameOf(Path.GetFileNameWithoutExtension(file)), cancel).Summary;
    }

    private static UserError NothingBesideResume() => new("--resume goes on with the run's own config and name: leave --config and --name out.");

    private static RunSummary Resume(string path, string[] changes, RunPlace place, CancellationToken cancel)
    {
        if (place.Name is not null) throw NothingBesideResume();
        var directory = RunDirectory.Open(path);
        if (File.Exists(path) && Path.GetFullPath(path) != Path.GetFullPath(directory.LastCheckpoint))
            throw new UserError($"{path}: a run goes on from {directory.LastCheckpoint}.");
        var checkpoint = Checkpoint.Furthest(directory);
        foreach (var change in changes)
        {
            if (!ResumeKeys.Any(key => change.StartsWith($"{key}=", StringComparison.Ordinal)))
                throw new UserError($"'{change}' cannot change in a run that goes on. Accepted: {string.Join(", ", ResumeKeys)}.");
        }

        var config = ConfigFile.Parse(ConfigFile.ToYaml(checkpoint.Config), checkpoint.Path, changes);
        var before = checkpoint.Config.Train.Epochs;
        if (config.Train.Epochs != before && config.Scheduler.Name is SchedulerName.Cosine or SchedulerName.Polynomial or SchedulerName.OneCycle)
            place.Terminal.Warn($"{EnumName.Of(config.Scheduler.Name)} is laid out over all epochs: one that was begun for {before} and ends after {config.Train.Epochs} is no run that its config repeats.");
        return new TrainingRun(config, TrainingRun.Prepare(config, place.Terminal, cancel), directory, place.Device, place.Terminal).Train(checkpoint, initial: null, cancel);
    }
}
