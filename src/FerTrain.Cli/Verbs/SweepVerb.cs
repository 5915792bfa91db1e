using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Sweeps;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain sweep [--config FILE] [--space FILE] [--seeds 0,1,2] [--folds 5]</c></summary>
internal static class SweepVerb
{
    public static Command Create(Terminal terminal)
    {
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. train.epochs=20.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; quickstart.yaml without it, with --data mini_xception.yaml." };
        var data = new Option<string?>("--data") { Description = "FER2013's CSV, plain or compressed, or a folder of class folders: data.source and data.path." };
        var space = new Option<string?>("--space")
        {
            Description = "YAML file of the keys to vary, e.g. optimizer.lr: {log_uniform: [1e-4, 1e-2]}; one setting, the config's, without it."
        };
        var search = new Option<string>("--search")
        {
            Description = "grid, random or halving, which trains all settings a few epochs and the best of them on.",
            DefaultValueFactory = _ => EnumName.Of(SearchMethod.Random),
        };
        var trials = new Option<int>("--trials") { Description = "Settings that random and halving draw.", DefaultValueFactory = _ => new SweepRequest { Config = new() }.Trials };
        var searchSeed = new Option<long>("--search-seed") { Description = "Seed of the sampled settings." };
        var factor = new Option<int>("--factor")
        {
            Description = "halving keeps one setting in so many, for so many times the epochs.",
            DefaultValueFactory = _ => new SweepRequest { Config = new() }.Factor,
        };
        var seeds = new Option<string?>("--seeds") { Description = "train.seed of the trainings of each setting, e.g. 0,1,2; the config's without it." };
        var folds = new Option<int>("--folds") { Description = "Divide the training rows into folds, each of which validates once; 0 validates on the validation rows." };
        var jobs = new Option<int>("--jobs") { Description = "Trials side by side, each with its share of the threads or a GPU.", DefaultValueFactory = _ => 1 };
        var budget = new Option<string?>("--budget") { Description = "Time after which trials are saved and the sweep ends, e.g. 90s, 30min, 2h." };
        var name = new Option<string?>("--name") { Description = "Name of the sweep's folder; the config's with _sweep without it." };
        var resume = new Option<string?>("--resume") { Description = "The sweep to go on with, by its folder, name or a unique part of its name." };
        var print = new Option<bool>("--print") { Description = "Only plan, and print the command of each trial, one a line, for GNU parallel or a batch system." };
        var slurm = new SlurmArguments();
        var (runs, device, threads, json) = (SharedOptions.Runs(), SharedOptions.Device(), SharedOptions.Threads(), SharedOptions.Json());
        var verb = new Verb("sweep", "Train a config with several seeds, folds and settings; choose by validation, and score the winner alone on the test split.",
            "fertrain sweep --config mini_xception.yaml --data fer2013.csv --seeds 0,1,2 --folds 5",
            "fertrain sweep --config mini_xception.yaml --data fer2013.csv --space space.yaml --search halving --trials 20 --budget 2h")
        {
            overrides, config, data, space, search, trials, searchSeed, factor, seeds, folds, jobs, budget, name, resume, print,
            slurm.Submit, slurm.Partition, slurm.Time, slurm.Gpus, slurm.Others, runs, device, threads, json,
            SweepStatusVerb.Create(terminal), SweepCollectVerb.Create(terminal), SweepWorkVerb.Create(terminal),
        };
        verb.SetAction((parse, cancel) =>
        {
            var watched = parse.GetValue(json) || parse.GetValue(print) ? terminal with { IsInteractive = false, Output = terminal.Error } : terminal;
            var options = new SweepOptions
            {
                Program = SelfCommand.Words,
                Device = parse.GetValue(device)!,
                Threads = parse.GetValue(threads),
                Jobs = parse.GetValue(jobs),
                Budget = parse.GetValue(budget) is { } time ? Duration.Parse("--budget", time) : null,
            };
            var cluster = slurm.Of(parse, options, parse.IsGiven(jobs));
            if (cluster is not null && parse.GetValue(print)) throw new UserError("--slurm submits the trials, and --print only plans them. Expected: one of them.");
            if (parse.GetValue(print) && Array.Find<Option>([jobs, budget], parse.IsGiven) is { } own)
                throw new UserError($"{own.Name} is for trials that this command starts, and --print only plans them. Expected: one of them.");
            if (cluster is null && !parse.GetValue(print)) _ = SweepSession.DevicesOfJobs(options); // before a plan is written
            else RequireSomewhere(options);
            var sweep = parse.GetValue(resume) is { } resumed ? Open(parse, resumed) : Plan(parse, cancel);
            var output = parse.GetValue(json) ? terminal.Output : null;
            return Task.FromResult(cluster is not null ? Submit(sweep, cluster, watched, output)
                : parse.GetValue(print) ? Print(parse, sweep, options, watched, output)
                : Run(sweep, options, watched, output, cancel));
        });
        return verb;

        // The trials may be for other machines than this one.
        static void RequireSomewhere(SweepOptions options)
        {
            _ = Devices.Named(options.Device);
            if (options.Threads is < 1 and var count) throw new UserError($"--threads is {count}. Expected: 1 or more.");
        }

        Sweep Open(ParseResult parse, string resumed)
        {
            Option[] planned = [config, data, space, search, trials, searchSeed, factor, seeds, folds, name];
            if (planned.Any(parse.IsGiven) || parse.GetValue(overrides) is { Length: > 0 })
                throw new UserError("--resume takes the sweep's own plan: leave out --config, --space and what else says what to train.");
            var sweep = Sweep.Open(resumed, parse.GetValue(runs)!);
            sweep.ForgetFailures();
            return sweep;
        }

        Sweep Plan(ParseResult parse, CancellationToken cancel)
        {
            var (source, words) = (parse.GetValue(data), parse.GetValue(overrides) ?? []);
            SharedOptions.RequireOnce(parse, words, (data, "data.path"), (seeds, "train.seed"), (folds, "data.folds"), (folds, "data.fold"));
            var file = parse.GetValue(config) ?? SharedOptions.UsualConfig(source);
            var method = EnumName.Parse<SearchMethod>("value of --search", parse.GetValue(search)!);
            RequireEffect(parse, method);
            var request = new SweepRequest
            {
                Config = ConfigFile.Load(file, [.. SharedOptions.KeysOf(source), .. words]),
                Space = parse.GetValue(space) is { } path ? SearchSpace.Load(path) : SearchSpace.Nothing,
                Search = method,
                Trials = parse.GetValue(trials),
                SearchSeed = parse.GetValue(searchSeed),
                Seeds = parse.GetValue(seeds) is { } listed ? Seeds(listed) : [],
                Folds = parse.GetValue(folds),
                Factor = parse.GetValue(factor),
            };
            var own = new TrainingOptions
            {
                Runs = parse.GetValue(runs)!,
                Name = parse.GetValue(name) ?? RunDirectory.NameOf($"{Path.GetFileNameWithoutExtension(file)}_sweep"),
                CommandLine = Environment.GetCommandLineArgs()[1..],
            };
            return SweepStart.Create(request, own, cancel);
        }

        int Print(ParseResult parse, Sweep sweep, SweepOptions options, Terminal watched, TextWriter? output)
        {
            string[] passed =
            [
                .. parse.IsGiven(device) ? [device.Name, options.Device] : Array.Empty<string>(),
                .. options.Threads is { } count ? [threads.Name, count.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            ];
            string[] commands = [.. sweep.Plan.Trials.Select(trial => ProgramCommand.FromAnywhere(SweepWorkVerb.CommandOf(sweep, trial, passed)))];
            if (output is not null) JsonOutput.Write(output, new { Sweep = sweep.Root, Commands = commands });
            else foreach (var command in commands) terminal.Output.WritePrintable(command);
            watched.Output.WritePrintable(SweepText.AfterPrinted(sweep));
            return 0;
        }

        void RequireEffect(ParseResult parse, SearchMethod method)
        {
            var hasSpace = parse.GetValue(space) is not null;
            if ((!hasSpace || method == SearchMethod.Grid) && Array.Find<Option>([trials, searchSeed], parse.IsGiven) is { } drawing)
                throw new UserError(
                    $"{drawing.Name} is for sampled settings. Expected: {(hasSpace ? "--search random or halving, as a grid has all settings of the space" : "--space FILE with the keys to vary")}.");
            if (method != SearchMethod.Halving && parse.IsGiven(factor)) throw new UserError("--factor is for halving. Expected: --search halving beside it.");
        }
    }

    private static int Submit(Sweep sweep, SlurmOptions cluster, Terminal terminal, TextWriter? json)
    {
        var submitted = SlurmArray.Submit(sweep, cluster);
        foreach (var line in SweepText.Submitted(sweep, submitted).Split('\n')) terminal.Output.WritePrintable(line);
        if (json is not null) JsonOutput.Write(json, submitted);
        return 0;
    }

    /// <summary>Trains what is left; the exit code says whether any trial could be trained.</summary>
    private static int Run(Sweep sweep, SweepOptions options, Terminal terminal, TextWriter? json, CancellationToken cancel)
    {
        var progress = new SweepText(terminal, sweep);
        progress.Start();
        var session = new SweepSession(sweep, options, progress);
        SweepResult result;
        try
        {
            session.Run(cancel);
            result = Write(isEnd: session.IsSpent || sweep.Progress().IsComplete, cancel);
        }
        catch (OperationCanceledException)
        {
            progress.Stop(Write(isEnd: false, CancellationToken.None));
            throw;
        }

        if (session.IsSpent) terminal.Output.WritePrintable("The budget is spent.");
        SweepText.Write(terminal, sweep, result);
        if (json is not null) JsonOutput.Write(json, result);
        return sweep.Plan.Trials.All(trial => sweep.FailureOfTrial(trial) is not null) ? App.UserMistake : 0;

        SweepResult Write(bool isEnd, CancellationToken stop) => SweepCollection.Write(sweep, isEnd, () => Devices.Find(options.Device, options.Threads), stop);
    }

    private static long[] Seeds(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(seed =>
            long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new UserError($"--seeds is {text}. Expected: whole numbers such as 0,1,2."))
    ];
}
