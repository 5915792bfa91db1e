using System.Buffers.Binary;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>The state of libtorch's random generator on the CPU.</summary>
internal static class RandomState
{
    private const int Words = 624; // of a Mersenne Twister's state

    /// <summary>Brings a state back, unless it is none: libtorch ends the process over such.</summary>
    /// <param name="state">As <c>get_rng_state</c> gave it: its seed, then how many words are left, whether it was seeded, and the next word.</param>
    /// <returns>Whether it was one.</returns>
    public static bool TryRestore(Tensor state)
    {
        var bytes = state.bytes;
        var left = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var isSeeded = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == 1;
        var next = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        if (!isSeeded || left is <= 0 or > Words || next > Words) return false;
        set_rng_state(state);
        return true;
    }
}
