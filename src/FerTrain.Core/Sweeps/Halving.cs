using System.Collections.Immutable;

namespace FerTrain.Core.Sweeps;

/// <summary>
/// The rungs of successive halving (Jamieson and Talwalkar, 2016): all settings train a few epochs, the best of them
/// <c>factor</c> times as many, and so on up to all epochs.
/// </summary>
internal static class Halving
{
    /// <summary>
    /// Lists the rungs: the last has all epochs, each before it one <paramref name="factor"/>-th of the next one's and
    /// <paramref name="factor"/> times its settings, rounded down, at least one epoch. There are as many as settings and epochs allow.
    /// </summary>
    public static ImmutableArray<Rung> Rungs(int settings, int epochs, int factor)
    {
        var rungs = new List<Rung> { new(epochs, settings) };
        for (int left = settings / factor, first = epochs / factor; left >= 1 && first >= 1; left /= factor, first /= factor)
        {
            rungs = [.. rungs.Select(rung => rung with { Settings = rung.Settings / factor }).Prepend(new Rung(first, settings))];
        }

        return [.. rungs];
    }

    /// <summary>Gives the best settings of a rung, as many as the next one has: the highest scores, the first of equals; those that failed have none.</summary>
    public static IReadOnlyList<int> Survivors(IReadOnlyDictionary<int, double?> scores, int count) =>
        [.. scores.Where(own => own.Value is not null).OrderByDescending(own => own.Value).ThenBy(own => own.Key).Take(count).Select(own => own.Key).Order()];
}

/// <summary>A stage of halving.</summary>
/// <param name="Epochs">Its runs have so many epochs at its end.</param>
/// <param name="Settings">How many settings reach it, where none fails.</param>
internal sealed record Rung(int Epochs, int Settings);
