using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FerTrain.Data;

namespace FerTrain.Training;

/// <summary>Tells whether two runs saw the same faces, labels and split.</summary>
public static class DataFingerprint
{
    /// <summary>SHA-256 over pixels, labels, their soft labels and the rows of each part, in hexadecimal.</summary>
    public static string Of(PreparedData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(data.Faces.Pixels);
        hash.AppendData(data.Faces.Labels);
        if (data.Faces.SoftLabels is { } softLabels) hash.AppendData(MemoryMarshal.AsBytes(softLabels.AsSpan()));
        foreach (var rows in new[] { data.Split.Train, data.Split.Val, data.Split.Test })
        {
            hash.AppendData([0xFF]);
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
