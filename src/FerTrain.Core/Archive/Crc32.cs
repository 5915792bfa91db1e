namespace FerTrain.Core.Archive;

/// <summary>The checksum of zip entries, which System.IO.Compression stores but does not compare.</summary>
internal static class Crc32
{
    /// <summary>Row k holds the effect of a byte that is followed by k more, so eight bytes take one step.</summary>
    private static readonly uint[][] Tables = BuildTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc ^= bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
            crc = Tables[7][crc & 255] ^ Tables[6][(crc >> 8) & 255] ^ Tables[5][(crc >> 16) & 255] ^ Tables[4][crc >> 24]
                ^ Tables[3][bytes[4]] ^ Tables[2][bytes[5]] ^ Tables[1][bytes[6]] ^ Tables[0][bytes[7]];
        }

        foreach (var value in bytes)
            crc = Tables[0][(crc ^ value) & 255] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] BuildTables()
    {
        var first = new uint[256];
        for (var value = 0u; value < 256; value++)
        {
            first[value] = value;
            for (var bit = 0; bit < 8; bit++)
                first[value] = (first[value] >> 1) ^ ((first[value] & 1) * 0xEDB88320);
        }

        var tables = new List<uint[]> { first };
        while (tables.Count < 8)
            tables.Add(Array.ConvertAll(tables[^1], crc => first[crc & 255] ^ (crc >> 8)));
        return [.. tables];
    }
}
