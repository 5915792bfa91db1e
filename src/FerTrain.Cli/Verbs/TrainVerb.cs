using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain train [--config mini_xception.yaml] [key=value …]</c></summary>
internal static class TrainVerb
{
    public static Command Create(Terminal terminal)
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. optimizer.lr=0.01.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; quickstart.yaml without it. One with ensemble.members trains and scores these." };
        var name = new Option<string?>("--name") { Description = "Name of the run; the config's without it." };
        var resume = new Option<string?>("--resume") { Description = "The run directory, or its last.pt, to resume; for an ensemble the folder of its runs." };
        var (runs, device, threads, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("train", "Train one model, write a run directory and score it on the test split.",
            "fertrain train",
            "fertrain train --config mini_xception.yaml data.path=fer2013.csv train.epochs=50") { overrides, config, name, resume, runs, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var changes = parse.GetValue(overrides) ?? [];
            if (Array.Find(changes, change => change.StartsWith("--", StringComparison.Ordinal)) is { } option)
                throw UserError.UnknownName("option", option, parse.CommandResult.Command.Options.Select(o => o.Name));
            var (file, resumed) = (parse.GetValue(config), parse.GetValue(resume));
            if (resumed is not null && parse.GetResult(runs) is { Implicit: false }) throw new UserError("--resume says where the runs are: leave --runs out.");
            var watched = parse.GetValue(json) ? terminal with { IsInteractive = false, Output = terminal.Error } : terminal;
            var progress = new TrainingProgress(watched);
            var options = new TrainingOptions
            {
                Runs = resumed is not null && file is not null ? resumed : parse.GetValue(runs)!,
                Name = parse.GetValue(name),
                Device = parse.GetValue(device)!,
                Threads = parse.GetValue(threads),
                Progress = progress,
                CommandLine = Environment.GetCommandLineArgs()[1..],
            };
            try
            {
                object result = file is null && resumed is not null
                    ? Resume(resumed, changes, options, cancel)
                    : Train(file ?? "quickstart.yaml", changes, options, resumes: resumed is not null, watched, progress, cancel);
                if (parse.GetValue(json)) JsonOutput.Write(terminal.Output, result);
                return Task.FromResult(0);
            }
            catch (Exception error)
            {
                progress.Stop(isCancelled: error is OperationCanceledException);
                throw;
            }
        });
        return verb;
    }

    private static RunSummary Resume(string path, string[] changes, TrainingOptions options, CancellationToken cancel) => options.Name is null
        ? TrainingSession.Resume(path, changes, options, cancel).Run(cancel).Summary
        : throw NothingBesideResume();

    private static object Train(string file, string[] changes, TrainingOptions options, bool resumes, Terminal terminal, TrainingProgress progress, CancellationToken cancel)
    {
        var config = ConfigFile.Load(file, changes);
        if (config.Ensemble.Members.Count > 0) return TrainEnsemble(EnsembleSession.Create(config, file, changes, options, resumes, cancel), options.Runs, terminal, progress, cancel);
        if (resumes) throw NothingBesideResume();
        var named = options with { Name = options.Name ?? RunDirectory.NameOf(Path.GetFileNameWithoutExtension(file)) };
        return TrainingSession.Create(config, named, cancel).Run(cancel).Summary;
    }

    private static EnsembleResult TrainEnsemble(EnsembleSession session, string runs, Terminal terminal, TrainingProgress progress, CancellationToken cancel)
    {
        try
        {
            var trained = session.Run(cancel);
            var result = new EnsembleResult(trained.Members, trained.Evaluation, trained.OtherEvaluations);
            result.WriteText(terminal);
            terminal.Output.WriteLine();
            terminal.Output.WriteLine($"report: {trained.Directory.Report}");
            terminal.Output.WriteLine($"evaluation: {trained.Directory.EvalFolder(EnumName.Parse<SplitName>("split", trained.Evaluation.Split))}");
            return result;
        }
        catch (OperationCanceledException)
        {
            progress.Stop(isCancelled: true);
            terminal.Output.WriteLine($"The ensemble stopped with {session.Finished} of {session.Count} runs finished. Resume it with the same command and --resume {runs}");
            throw;
        }
    }

    private static UserError NothingBesideResume() => new("--resume takes the run's own config and name: leave --config and --name out.");
}
