using System.Buffers.Binary;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>Restores the state of libtorch's random generator on the CPU.</summary>
internal static class RandomState
{
    private const int Words = 624; // of a Mersenne Twister's state

    /// <summary>Restores a state and returns true, or returns false for an invalid state, on which libtorch would abort the process.</summary>
    /// <param name="state">The result of <c>get_rng_state</c>: the seed, the number of words left, a flag for seeded, and the next word.</param>
    public static bool TryRestore(Tensor state)
    {
        var bytes = state.bytes;
        var left = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var isSeeded = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == 1;
        var next = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        if (!isSeeded || left is <= 0 or > Words || next > Words || (ulong)left + next > Words + 1) return false; // a draw reads the next word until none is left
        set_rng_state(state);
        return true;
    }
}
