using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Sweeps;

/// <summary>How a sweep finds settings in its space.</summary>
internal enum SearchMethod
{
    /// <summary>Every combination of the values.</summary>
    Grid,

    /// <summary>Sampled settings (Bergstra and Bengio, 2012).</summary>
    Random,

    /// <summary>Sampled settings, of which only the best train on (Jamieson and Talwalkar, 2016).</summary>
    Halving,
}

/// <summary>Lists the settings of a sweep: the same space, method, number and seed give the same ones.</summary>
internal static class SettingSearch
{
    private const int MostOfGrid = 10_000, DrawsForOne = 1000;

    /// <exception cref="UserError">A range of a grid has no points, or the space holds fewer settings than are asked for.</exception>
    public static IReadOnlyList<ImmutableSortedDictionary<string, string>> Of(SearchSpace space, RunConfig config, SearchMethod method, int trials, long seed) =>
        space.Keys.IsEmpty ? [ImmutableSortedDictionary<string, string>.Empty]
        : method == SearchMethod.Grid ? Grid(space, config)
        : Drawn(space, config, trials, new Seeds(seed));

    /// <summary>Varies the last key first. Combinations that differ only in keys whose condition does not hold are one.</summary>
    private static List<ImmutableSortedDictionary<string, string>> Grid(SearchSpace space, RunConfig config)
    {
        if (space.Keys.FirstOrDefault(key => key.Range.Grid is null) is { } open)
            throw new UserError($"{open.Key.Path}: a grid needs values. Expected: choice, or points: 5, as many of the range.");
        var values = space.Keys.Select(key => key.Range.Grid!.Value).ToArray();
        var combinations = values.Aggregate(1L, (product, own) => Math.Min(product * own.Length, int.MaxValue));
        if (combinations > MostOfGrid) throw new UserError($"The grid has {NumberText.Grouped(combinations)} combinations. Expected: at most {MostOfGrid}, or --search random.");
        var settings = new List<ImmutableSortedDictionary<string, string>>();
        var known = new HashSet<string>();
        for (var combination = 0; combination < combinations; combination++)
        {
            var (rest, chosen) = (combination, new Dictionary<string, string>());
            for (var i = values.Length - 1; i >= 0; i--)
            {
                chosen[space.Keys[i].Key.Path] = values[i][rest % values[i].Length];
                rest /= values[i].Length;
            }

            var setting = space.Setting(config, key => chosen[key.Key.Path]);
            if (known.Add(Name(setting))) settings.Add(setting);
        }

        return settings;
    }

    /// <summary>Each key has random numbers of its own, so another key in the space changes no values of this one.</summary>
    private static List<ImmutableSortedDictionary<string, string>> Drawn(SearchSpace space, RunConfig config, int trials, Seeds seeds)
    {
        var settings = new List<ImmutableSortedDictionary<string, string>>();
        var known = new HashSet<string>();
        for (var draw = 0; settings.Count < trials; draw++)
        {
            var setting = space.Setting(config, key => key.Range.Draw(seeds.Stream($"sweep {key.Key.Path}", draw)));
            if (known.Add(Name(setting))) settings.Add(setting);
            else if (draw >= DrawsForOne * trials)
                throw new UserError(
                    $"The space has hardly more than {Counted.Of(settings.Count, "setting")}, --trials is {trials}. Expected: --trials {settings.Count}, or --search grid.");
        }

        return settings;
    }

    private static string Name(ImmutableSortedDictionary<string, string> setting) => string.Join('\n', setting.Select(value => $"{value.Key}={value.Value}"));
}
