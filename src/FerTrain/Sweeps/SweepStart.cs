using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;
using FerTrain.Evaluation;
using FerTrain.Training;
using FerTrain.Training.Initialization;

namespace FerTrain.Sweeps;

/// <summary>What a new sweep is asked to do.</summary>
internal sealed record SweepRequest
{
    public required RunConfig Config { get; init; }

    public SearchSpace Space { get; init; } = SearchSpace.Nothing;

    public SearchMethod Search { get; init; } = SearchMethod.Random;

    /// <summary>How many settings are drawn.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>The seed of the sampled settings.</summary>
    public long SearchSeed { get; init; }

    /// <summary>Empty takes the config's own.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    public int Folds { get; init; }

    /// <summary>How many times as many epochs the next rung of halving has.</summary>
    public int Factor { get; init; } = 3;
}

/// <summary>Plans a new sweep. A mistake in any setting comes before the first is trained, and leaves no folder behind.</summary>
internal static class SweepStart
{
    private static readonly string[] FileKeys = ["data.drop_rows", "data.ferplus", "distill.teachers", "init.weights"];

    /// <exception cref="UserError">A number is out of range, or a setting cannot be trained.</exception>
    public static Sweep Create(SweepRequest request, TrainingOptions options, CancellationToken cancel)
    {
        Check(request);
        var config = TrainingSession.WithFoundFiles(request.Config, options.Runs);
        IReadOnlyList<ImmutableSortedDictionary<string, string>> settings =
        [
            .. SettingSearch.Of(request.Space, config, request.Search, request.Trials, request.SearchSeed).Select(setting => WithFoundFiles(setting, config, options.Runs)),
        ];
        IReadOnlyList<long> seeds = request.Seeds.Count > 0 ? request.Seeds : [config.Train.Seed];
        var plan = new SweepPlan
        {
            Search = request.Search,
            SearchSeed = request.SearchSeed,
            Keys = [.. request.Space.Keys.Select(key => key.Key.Path)],
            Seeds = seeds,
            Folds = request.Folds,
            Rungs = request.Search == SearchMethod.Halving ? Halving.Rungs(settings.Count, config.Train.Epochs, request.Factor) : [new(config.Train.Epochs, settings.Count)],
            StartedAt = TimeProvider.System.GetLocalNow(),
            CommandLine = options.CommandLine,
            Trials = SweepPlan.TrialsOf(settings, seeds, request.Folds),
        };
        if (request.Search == SearchMethod.Halving && plan.Rungs.Count == 1)
            throw new UserError(
                $"--search halving: {Counted.Of(settings.Count, "setting")} and {Counted.Of(config.Train.Epochs, "epoch")} make a single rung with --factor {request.Factor}. Expected: at least {request.Factor} of each.");
        CheckSettings(plan, config, cancel);
        return Sweep.Create(options.Runs, options.Name!, plan, config, request.Space.Text);
    }

    private static void Check(SweepRequest request)
    {
        var config = request.Config;
        if (config.Ensemble.Members.Count > 0) throw new UserError("ensemble.members: a sweep varies one model. Expected: a config of one model.");
        if (config.Data.ValidateOn == ValidationFaces.Train)
            throw new UserError("data.validate_on=train: a sweep chooses by faces that its runs did not learn from. Expected: data.validate_on=val.");
        if (request.Search == SearchMethod.Halving && request.Space.Keys.IsEmpty) throw new UserError("--search halving needs settings to choose among. Expected: --space FILE.");
        if (request.Trials is < 1 or > 100_000) throw new UserError($"--trials is {request.Trials}. Expected: 1 to 100000.");
        if (request.Factor is < 2 or > 100) throw new UserError($"--factor is {request.Factor}. Expected: 2 to 100.");
        if (request.Folds is not (0 or >= 2 and <= 100)) throw new UserError($"--folds is {request.Folds}. Expected: 2 to 100.");
        if (request.Seeds.Distinct().Count() < request.Seeds.Count) throw new UserError($"--seeds is {string.Join(',', request.Seeds)}. Expected: each seed once.");
    }

    private static void CheckSettings(SweepPlan plan, RunConfig config, CancellationToken cancel)
    {
        var problems = new List<string>();
        var configs = new List<(string Name, RunConfig Config)>();
        foreach (var trial in plan.Trials.DistinctBy(trial => trial.Setting))
        {
            try
            {
                var own = trial.Config(config, plan.Folds);
                Trainers.CheckModel(own);
                if (plan.Rungs.Count > 1 && !own.TrainsInEpochs)
                    throw new UserError(
                        $"setting {trial.Setting}: {own.Model.Name} is trained in one go, so halving cannot stop it. Expected: --search random.");
                configs.Add(($"setting {trial.Setting}", own));
            }
            catch (UserError problem)
            {
                problems.Add(problem.Message);
            }
        }

        if (problems.Count > 0) throw new UserError(string.Join('\n', problems.Distinct()));
        var data = Interruptible.Run(() => EvaluationData.Prepare(configs), cancel);
        foreach (var (_, own) in configs.DistinctBy(own =>
                (own.Config.Data.Balance, own.Config.Model.Name, own.Config.Classic.NComponents, own.Config.Preprocess)))
            Trainers.CheckData(own, data);
        foreach (var own in DistinctBy(key => key.Block is "init" or "preprocess" || key.Path == "model.name")) _ = InitialWeights.Read(own, data.Faces.ClassNames.Count);
        foreach (var own in DistinctBy(key => key.Block == "preprocess" || key.Path is "distill.teachers" or "distill.consistent" or "augment.crop"))
            _ = Interruptible.Run(() => Teachers.Read(own, data), cancel);

        IEnumerable<RunConfig> DistinctBy(Func<ConfigKey, bool> decides) =>
            configs.Select(own => own.Config).DistinctBy(own => string.Join('\n', ConfigKeys.Keys.Where(decides).Select(key => key.Text(own))));
    }

    /// <summary>Names the files of a setting as those of the config are: its trials must find them from any folder. What is no config stays, for <see cref="CheckSettings"/>.</summary>
    private static ImmutableSortedDictionary<string, string> WithFoundFiles(ImmutableSortedDictionary<string, string> setting, RunConfig config, string runs)
    {
        string[] files = [.. FileKeys.Where(setting.ContainsKey)];
        if (files.Length == 0) return setting;
        try
        {
            var found = TrainingSession.WithFoundFiles(ConfigFile.With(config, setting, "setting"), runs);
            return setting.SetItems(files.Select(key => KeyValuePair.Create(key, ConfigKeys.Find(key)!.Text(found))));
        }
        catch (UserError)
        {
            return setting;
        }
    }
}
