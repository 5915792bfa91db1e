using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FerTrain.Data;

/// <summary>Faces with their final labels, their split, and what the user should know about both.</summary>
public sealed record PreparedData(FaceSet Faces, DataSplit Split, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// Identifies the faces, labels and split: SHA-256 over pixels, labels, soft labels and the rows of each part, in hexadecimal.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Faces.Pixels);
        hash.AppendData(Faces.Labels);
        if (Faces.SoftLabels is { } softLabels) hash.AppendData(MemoryMarshal.AsBytes(softLabels.AsSpan()));
        foreach (var rows in new[] { Split.Train, Split.Val, Split.Test })
        {
            hash.AppendData([0xFF]);
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
