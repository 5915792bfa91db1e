using System.Numerics;

namespace FerTrain.Core;

/// <summary>
/// Hands out named streams of random numbers from one seed. A stream depends on the seed, its name and its
/// indices (an epoch, a step) alone, so a resumed run draws what the uninterrupted one would have drawn.
/// </summary>
internal sealed class Seeds(long seed)
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

/// <summary>Generates random numbers by xoshiro256** (Blackman and Vigna, 2018): the same on every machine and .NET version.</summary>
internal sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    public RandomStream(ulong seed)
    {
        _s0 = Mix(seed);
        _s1 = Mix(_s0);
        _s2 = Mix(_s1);
        _s3 = Mix(_s2);
    }

    /// <summary>Takes one step of SplitMix64, which moves neighbouring seeds far apart.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Draws uniformly from [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws uniformly from [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Draws a whole number from [0, <paramref name="exclusive"/>).</summary>
    public int NextInt(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusive);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusive, out _); // the high word: bias below 2^-33
    }

    /// <summary>Draws an index of the list, each as likely as its probability; the probabilities sum to 1.</summary>
    public int NextIndex(ReadOnlySpan<float> probabilities)
    {
        var (left, last) = (NextDouble(), 0);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] == 0) continue;
            last = i;
            if ((left -= probabilities[i]) < 0) break;
        }

        return last; // the last possible one too where rounding leaves a hair
    }

    /// <summary>Draws from the standard normal distribution, by Box and Muller.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Draws from a beta distribution, as the fraction of one of two gamma draws in their sum.</summary>
    public double NextBeta(double alpha, double beta) => 1 / (1 + Math.Exp(NextLogGamma(beta) - NextLogGamma(alpha)));

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    // Marsaglia and Tsang (2000), for shape + 1; a power of a uniform number brings it down to the shape. The logarithm,
    // because the draws of a small shape underflow.
    private double NextLogGamma(double shape)
    {
        var d = shape + 2.0 / 3;
        while (true)
        {
            var normal = NextNormal();
            var v = Math.Pow(1 + normal / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < normal * normal / 2 + d * (1 - v + Math.Log(v)))
                return Math.Log(d * v) + Math.Log(1 - NextDouble()) / shape;
        }
    }
}
