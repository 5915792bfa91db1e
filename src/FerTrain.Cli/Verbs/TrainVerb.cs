using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain train [--config mini_xception.yaml] [key=value …]</c></summary>
internal static class TrainVerb
{
    public static Command Create(Terminal terminal)
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. optimizer.lr=0.01.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config")
        {
            Description =
                "A file, or a name in configs/; quickstart.yaml without it, with --data mini_xception.yaml. One with ensemble.members trains and scores these.",
        };
        var data = new Option<string?>("--data") { Description = "FER2013's CSV, plain or compressed, or a folder of class folders: data.source and data.path." };
        var epochs = new Option<int?>("--epochs") { Description = "train.epochs." };
        var batch = new Option<int?>("--batch") { Description = "train.batch_size." };
        var name = new Option<string?>("--name") { Description = "Name of the run; the config's without it." };
        var resume = new Option<string?>("--resume")
        {
            Description = "The run to resume, by its directory, name or a unique part of its name; the newest unfinished one without a name.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var again = new Option<bool>("--resume-or-start")
        {
            Description =
                "Go on with the run of this name and config, if there is one that did not end, and do nothing if it has: a command that may be run again after anything. Of an ensemble, train what is left and score it.",
        };
        var findRate = new Option<bool>("--find-lr") { Description = "Only measure the loss at growing learning rates, and draw it: a range test (Smith, 2017)." };
        var findBatch = new Option<bool>("--find-batch") { Description = "Only measure the largest batch that a step fits into the memory." };
        var (runs, device, threads, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("train", "Train one model, write a run directory and score it on the test split.",
            "fertrain train",
            "fertrain train --config mini_xception.yaml --data fer2013.csv --epochs 50 optimizer.lr=5e-4")
        { overrides, config, data, epochs, batch, name, resume, again, findRate, findBatch, runs, device, threads, json };
        verb.SetAction((parse, cancel) =>
        {
            var (source, resumes, asked) = (parse.GetValue(data), parse.GetResult(resume) is not null, parse.GetValue(resume));
            var words = parse.GetValue(overrides) ?? [];
            SharedOptions.RequireOnce(parse, words, (data, "data.path"), (epochs, "train.epochs"), (batch, "train.batch_size"));
            var measures = parse.GetValue(findRate) || parse.GetValue(findBatch);
            if (measures && (resumes || parse.GetValue(again) || parse.GetValue(name) is not null))
                throw new UserError("--find-lr and --find-batch measure before a run: leave out what resumes or names one.");
            if (resumes && parse.GetValue(again)) throw new UserError("--resume-or-start finds its run by itself: leave --resume out.");
            var (file, folder) = (parse.GetValue(config), parse.GetValue(runs)!);
            if (resumes && (file is not null || parse.GetValue(name) is not null))
                throw new UserError("--resume takes the run's own config and name: leave --config and --name out.");
            string[] changes =
            [
                .. source is not null && resumes ? [$"data.path={source}"] : SharedOptions.KeysOf(source), // a run's own config says what its data are
                .. parse.GetValue(epochs) is { } e ? [Invariant($"train.epochs={e}")] : Array.Empty<string>(),
                .. parse.GetValue(batch) is { } b ? [Invariant($"train.batch_size={b}")] : Array.Empty<string>(),
                .. words,
            ];
            if (asked is not null && asked.Contains('=', StringComparison.Ordinal) && !Path.Exists(asked))
                (changes, asked) = ([asked, .. changes], null); // the word after --resume alone
            if (asked is not null && RunDirectory.Around(asked) is not null && parse.IsGiven(runs)) throw new UserError("--resume says where the runs are: leave --runs out.");
            var watched = parse.GetValue(json) ? terminal with { IsInteractive = false, Output = terminal.Error } : terminal;
            var progress = new TrainingProgress(watched);
            var options = new TrainingOptions
            {
                Runs = folder,
                Name = parse.GetValue(name),
                Device = parse.GetValue(device)!,
                Threads = parse.GetValue(threads),
                Progress = progress,
                CommandLine = Environment.GetCommandLineArgs()[1..],
            };
            try
            {
                var result = Result();
                if (parse.GetValue(json)) JsonOutput.Write(terminal.Output, result);
                return Task.FromResult(0);
            }
            catch (Exception error)
            {
                progress.Stop(isCancelled: error is OperationCanceledException);
                throw;
            }

            object Result()
            {
                if (resumes) return TrainingSession.Resume(asked ?? Newest(folder, watched), changes, options, cancel).Run(cancel).Summary;
                var named = file ?? SharedOptions.UsualConfig(source);
                if (measures) return TrainMeasurement.Of(ConfigFile.Load(named, changes), parse.GetValue(findRate), parse.GetValue(findBatch), options, watched, cancel);
                return Train(named, changes, options, parse.GetValue(again), watched, progress, cancel);
            }
        });
        return verb;
    }

    private static string Newest(string runs, Terminal terminal)
    {
        var run = RunFinder.LatestUnfinished(runs).Root;
        terminal.Output.WritePrintable($"Resuming {run}");
        return run;
    }

    /// <param name="resumes">Whether to do only what is left: all of it, the rest of it, or nothing.</param>
    private static object Train(string file, string[] changes, TrainingOptions options, bool resumes, Terminal terminal, TrainingProgress progress, CancellationToken cancel)
    {
        var config = ConfigFile.Load(file, changes);
        if (config.Ensemble.Members.Count > 0) return TrainEnsemble(EnsembleSession.Create(config, file, changes, options, resumes, cancel), terminal, progress, cancel);
        var named = options with { Name = options.Name ?? RunDirectory.NameOf(Path.GetFileNameWithoutExtension(file)) };
        if (!resumes) return TrainingSession.Create(config, named, cancel).Run(cancel).Summary;
        var session = TrainingSession.ResumeOrCreate(config, named, out var finished, cancel);
        if (session is not null) return session.Run(cancel).Summary;
        terminal.Output.WritePrintable($"Finished already: {finished!.Root}");
        return JsonFile.Read<RunSummary>(finished.Summary);
    }

    private static EnsembleResult TrainEnsemble(EnsembleSession session, Terminal terminal, TrainingProgress progress, CancellationToken cancel)
    {
        try
        {
            var trained = session.Run(cancel);
            var result = new EnsembleResult(trained.Members, trained.Evaluation, trained.OtherEvaluations);
            result.WriteText(terminal);
            terminal.Output.WriteLine();
            terminal.Output.WritePrintable($"report: {trained.Directory.Report}");
            terminal.Output.WritePrintable($"evaluation: {trained.Directory.EvalFolder(trained.Evaluation.Split)}");
            return result;
        }
        catch (OperationCanceledException)
        {
            progress.Stop(isCancelled: true);
            terminal.Output.WritePrintable(
                $"The ensemble stopped with {session.Finished} of {session.Count} runs finished. Resume it with the same command and --resume-or-start.");
            throw;
        }
    }
}
