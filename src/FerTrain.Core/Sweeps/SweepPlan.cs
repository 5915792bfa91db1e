using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Sweeps;

/// <summary>All that a sweep will do, in snake_case the object of plan.json, which is written before its first trial.</summary>
internal sealed record SweepPlan : IJsonOnDeserialized
{
    public required SearchMethod Search { get; init; }

    /// <summary>The seed of the sampled settings.</summary>
    public required long SearchSeed { get; init; }

    /// <summary>The keys that vary.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Each setting trains once with each.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Folds of the training rows; 0 where the config's validation rows validate.</summary>
    public required int Folds { get; init; }

    /// <summary>The stages of halving; a single one otherwise.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    public required IReadOnlyList<Trial> Trials { get; init; }

    [JsonIgnore]
    public int Settings => Trials[^1].Setting;

    /// <summary>Plans the trials of the settings: all trials of a setting follow one another.</summary>
    public static IReadOnlyList<Trial> TrialsOf(IReadOnlyList<ImmutableSortedDictionary<string, string>> settings, IReadOnlyList<long> seeds, int folds) =>
    [
        .. (from setting in settings.Index()
            from seed in seeds
            from fold in folds == 0 ? (int?[])[null] : [.. Enumerable.Range(0, folds).Cast<int?>()]
            select (setting, seed, fold)).Select((own, index) => new Trial(index + 1, own.setting.Index + 1, own.seed, own.fold, own.setting.Item)),
    ];

    void IJsonOnDeserialized.OnDeserialized()
    {
        JsonFile.Require(
            Trials.Count > 0
                && Trials.Index().All(trial => trial.Item is { } own && own.Number == trial.Index + 1 && own.Setting >= 1 && own.Values?.All(value => ConfigKeys.Find(value.Key) is not null && value.Value is not null) == true),
            "trials: one or more, numbered from 1, with values of keys of a config");
        JsonFile.Require(Rungs.Count > 0 && Rungs.All(rung => rung is { Epochs: > 0, Settings: > 0 }), "rungs: one or more");
        JsonFile.Require(Seeds.Count > 0 && Folds >= 0, "seeds: one or more");
    }
}

/// <summary>One training of a sweep.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Setting">The number of its setting, from 1.</param>
/// <param name="Seed">Its train.seed.</param>
/// <param name="Fold">The fold that validates; null without folds.</param>
/// <param name="Values">The keys that the setting changes, each with its value as YAML on one line.</param>
internal sealed record Trial(int Number, int Setting, long Seed, int? Fold, ImmutableSortedDictionary<string, string> Values)
{
    /// <summary>The name of its run.</summary>
    [JsonIgnore]
    public string Name => string.Create(CultureInfo.InvariantCulture, $"trial_{Number:D3}");

    /// <summary>Gives the config of its run, which scores validation faces alone.</summary>
    /// <exception cref="UserError">A value is out of range, or does not go with another.</exception>
    public RunConfig Config(RunConfig start, int folds)
    {
        var values = new Dictionary<string, string>(Values) { ["train.seed"] = Seed.ToString(CultureInfo.InvariantCulture) };
        if (Fold is { } fold) (values["data.folds"], values["data.fold"]) = (folds.ToString(CultureInfo.InvariantCulture), fold.ToString(CultureInfo.InvariantCulture));
        var config = ConfigFile.With(start, values, string.Create(CultureInfo.InvariantCulture, $"setting {Setting}"));
        return config with { Eval = config.Eval with { Split = SplitName.Val, Splits = [.. config.Eval.Splits.Where(split => split == SplitName.Train)] } };
    }
}
