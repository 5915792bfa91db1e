using System.Numerics;

namespace FerTrain.Data;

/// <summary>
/// Draws what NumPy's legacy <c>RandomState</c> draws: MT19937 (Matsumoto and Nishimura, 1998), seeded by one word.
/// Published splits are drawn by it, so these do not come from <see cref="Core.Seeds"/>.
/// </summary>
internal sealed class NumpyRandom
{
    private const int Words = 624, Middle = 397;

    private readonly uint[] _state = new uint[Words];
    private int _next = Words;

    public NumpyRandom(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Words; i++)
            _state[i] = 1_812_433_253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>Returns the items in random order, as <c>permutation</c> and <c>shuffle</c> do.</summary>
    public T[] Permutation<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = UpTo(i);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }

    /// <summary>Draws from 0 to <paramref name="largest"/>: words cut to as many bits are drawn until one is in range.</summary>
    private int UpTo(int largest)
    {
        var mask = uint.MaxValue >> BitOperations.LeadingZeroCount((uint)largest);
        uint value;
        do
        {
            value = NextWord() & mask;
        }
        while (value > largest);
        return (int)value;
    }

    private uint NextWord()
    {
        if (_next == Words)
            Twist();
        var word = _state[_next++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9D2C5680;
        word ^= (word << 15) & 0xEFC60000;
        return word ^ (word >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < Words; i++)
        {
            var word = (_state[i] & 0x80000000) | (_state[(i + 1) % Words] & 0x7FFFFFFF);
            _state[i] = _state[(i + Middle) % Words] ^ (word >> 1) ^ ((word & 1) * 0x9908B0DF);
        }

        _next = 0;
    }
}
