using System.CommandLine;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Training;
using FerTrain.Training.Initialization;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain train [--config mini_xception.yaml] [key=value …]</c></summary>
internal static class TrainVerb
{
    private static readonly string[] ResumeKeys = ["train.epochs", "data.path", "data.ferplus"];

    public static Command Create(Terminal terminal)
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. optimizer.lr=0.01.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; quickstart.yaml without it." };
        var name = new Option<string?>("--name") { Description = "Name of the run; the config's without it." };
        var resume = new Option<string?>("--resume") { Description = "A run directory, or its last.pt, to go on with." };
        var (runs, device, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Json());
        var verb = new Verb("train", "Train one model, write a run directory and score the best checkpoint on the test split.",
            "fertrain train",
            "fertrain train --config mini_xception.yaml data.path=fer2013.csv train.epochs=50") { overrides, config, name, resume, runs, device, json };
        verb.SetAction((parse, cancel) =>
        {
            var changes = parse.GetValue(overrides) ?? [];
            if (Array.Find(changes, change => change.StartsWith("--", StringComparison.Ordinal)) is { } option)
                throw UserError.UnknownName("option", option, parse.CommandResult.Command.Options.Select(o => o.Name));
            var on = Devices.Find(parse.GetValue(device)!);
            var watched = parse.GetValue(json) ? terminal with { IsInteractive = false, Output = terminal.Error } : terminal;
            RunSummary summary;
            if (parse.GetValue(resume) is { } interrupted)
            {
                if (parse.GetValue(config) is not null || parse.GetValue(name) is not null)
                    throw new UserError("--resume goes on with the run's own config and name: leave --config and --name out.");
                summary = Resume(interrupted, changes, on, watched, cancel);
            }
            else
            {
                var file = parse.GetValue(config) ?? "quickstart.yaml";
                var resolved = ConfigFile.Load(file, changes);
                var data = TrainingRun.Prepare(resolved, watched, cancel);
                var initial = InitialWeights.Read(resolved, data.Faces.ClassNames.Count);
                var directory = RunDirectory.Create(parse.GetValue(runs)!, parse.GetValue(name) ?? Path.GetFileNameWithoutExtension(file), TimeProvider.System.GetLocalNow());
                summary = new TrainingRun(WithFullPath(resolved), data, directory, on, watched).Train(resumed: null, initial, cancel);
            }

            if (parse.GetValue(json)) Rendering.JsonOutput.Write(terminal.Output, summary);
            return Task.FromResult(0);
        });
        return verb;
    }

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

    private static RunSummary Resume(string path, string[] changes, TorchSharp.torch.Device device, Terminal terminal, CancellationToken cancel)
    {
        var directory = RunDirectory.Open(path);
        if (File.Exists(path) && Path.GetFullPath(path) != Path.GetFullPath(directory.LastCheckpoint))
            throw new UserError($"{path}: a run goes on from {directory.LastCheckpoint}.");
        var checkpoint = Checkpoint.Read(directory.LastCheckpoint);
        foreach (var change in changes)
        {
            if (!ResumeKeys.Any(key => change.StartsWith($"{key}=", StringComparison.Ordinal)))
                throw new UserError($"'{change}' cannot change in a run that goes on. Accepted: {string.Join(", ", ResumeKeys)}.");
        }

        var config = ConfigFile.Parse(ConfigFile.ToYaml(checkpoint.Config), checkpoint.Path, changes);
        return new TrainingRun(config, TrainingRun.Prepare(config, terminal, cancel), directory, device, terminal).Train(checkpoint, initial: null, cancel);
    }
}
