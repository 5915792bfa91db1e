using FerTrain.Core;

namespace FerTrain.Torture.Damage;

/// <summary>Damages a file in one of the ways in which files are damaged, or in which somebody edits them.</summary>
internal static class Mutation
{
    private const int Edge = 512; // headers and trailers
    private const int LongestInsertion = 64;

    public static (byte[] Bytes, string Description) Of(byte[] whole, RandomStream random)
    {
        var at = Position(whole.Length, random);
        switch (random.NextInt(20))
        {
            case < 7:
                var bit = random.NextInt(8);
                return (With(whole, bytes => bytes[at] ^= (byte)(1 << bit)), $"bit {bit} of byte {at} flipped");
            case < 9:
                var flips = 2 + random.NextInt(15);
                return (With(whole, bytes =>
                {
                    for (var i = 0; i < flips; i++) bytes[Position(bytes.Length, random)] ^= (byte)(1 << random.NextInt(8));
                }), $"{flips} bits flipped");
            case < 11:
                var value = (byte)random.NextUInt64();
                return (With(whole, bytes => bytes[at] = value), $"byte {at} set to {value}");
            case < 14:
                return (whole[..at], $"cut off at {at} of {whole.Length}");
            case < 16:
                byte[] inserted = [.. Enumerable.Range(0, 1 + random.NextInt(LongestInsertion)).Select(_ => (byte)random.NextUInt64())];
                return ([.. whole[..at], .. inserted, .. whole[at..]], $"{inserted.Length} bytes inserted at {at}");
        }

        var length = 1 + random.NextInt(Math.Max(1, Math.Min(4096, whole.Length / 4)));
        var from = Math.Min(at, whole.Length - length);
        var to = Math.Min(Position(whole.Length, random), whole.Length - length);
        var block = whole.AsSpan(from, length).ToArray();
        return random.NextInt(4) switch
        {
            0 => ([.. whole[..from], .. whole[(from + length)..]], $"{length} bytes removed at {from}"),
            1 => (With(whole, bytes => bytes.AsSpan(from, length).Clear()), $"{length} bytes cleared at {from}"),
            2 => ([.. whole[..to], .. block, .. whole[to..]], $"{length} bytes from {from} repeated at {to}"),
            _ => (With(whole, bytes =>
            {
                whole.AsSpan(to, length).CopyTo(bytes.AsSpan(from));
                block.CopyTo(bytes.AsSpan(to));
            }), $"{length} bytes at {from} and {to} swapped"),
        };
    }

    /// <summary>Chooses a place: anywhere, or as often near an end.</summary>
    private static int Position(int length, RandomStream random) => random.NextInt(4) switch
    {
        0 => random.NextInt(Math.Min(Edge, length)),
        1 => length - 1 - random.NextInt(Math.Min(Edge, length)),
        _ => random.NextInt(length),
    };

    private static byte[] With(byte[] whole, Action<byte[]> change)
    {
        var bytes = (byte[])whole.Clone();
        change(bytes);
        return bytes;
    }
}
