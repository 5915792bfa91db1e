namespace FerTrain.Core;

/// <summary>
/// Hands out named streams of random numbers from one seed. A stream depends on the seed, its name and its
/// indices (an epoch, a step) alone, so a resumed run draws what the uninterrupted one would have drawn.
/// </summary>
public sealed class Seeds(long seed)
{
    public long Seed { get; } = seed;

    public RandomStream Stream(string name, params ReadOnlySpan<long> indices)
    {
        var state = RandomStream.Mix((ulong)Seed);
        foreach (var character in name)
            state = RandomStream.Mix(state ^ character);
        foreach (var index in indices)
            state = RandomStream.Mix(state ^ (ulong)index);
        return new RandomStream(state);
    }
}
