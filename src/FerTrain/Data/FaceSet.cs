using System.Security.Cryptography;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Holds labelled grey faces in file order, with all pixels row-major in one array.</summary>
public sealed class FaceSet
{
    /// <summary>Gives the side of a face in FER2013's format, in pixels.</summary>
    public const int Fer2013Size = 48;

    /// <summary>Marks a face that belongs to no class, and so to no split.</summary>
    public const byte Unlabelled = byte.MaxValue;

    public FaceSet(byte[] pixels, byte[] labels, Usage[] usages, IReadOnlyList<string>? classNames = null, float[]? softLabels = null)
    {
        Size = labels.Length == 0 ? Fer2013Size : (int)Math.Sqrt(pixels.Length / labels.Length);
        if (usages.Length != labels.Length || pixels.Length != (long)labels.Length * Size * Size)
            throw new ArgumentException($"{pixels.Length} pixels, {labels.Length} labels and {usages.Length} usages do not belong together.");
        Pixels = pixels;
        Labels = labels;
        Usages = usages;
        ClassNames = classNames ?? Core.ClassNames.Fer2013;
        SoftLabels = softLabels;
        if (softLabels is not null && softLabels.Length != labels.Length * ClassNames.Count)
            throw new ArgumentException($"{softLabels.Length} soft labels do not belong to {labels.Length} faces of {ClassNames.Count} classes.");
    }

    /// <summary>
    /// Gives the largest side of a face for a model that resizes to <paramref name="size"/> pixels; larger ones are averaged down to it.
    /// Faces of FER2013's size reach every model unchanged.
    /// </summary>
    internal static int LargestSide(int size) => Math.Max(size, Fer2013Size);

    public int Count => Labels.Length;

    /// <summary>Gives the side of every face in pixels.</summary>
    public int Size { get; }

    public byte[] Pixels { get; }

    public byte[] Labels { get; }

    public Usage[] Usages { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Holds faces × classes: the fraction of each face's label that each class has; null if every face has one class.</summary>
    public float[]? SoftLabels { get; }

    /// <summary>Returns a row of <see cref="SoftLabels"/>, one fraction a class.</summary>
    public ReadOnlySpan<float> SoftLabelOf(int row) => SoftLabels.AsSpan(row * ClassNames.Count, ClassNames.Count);

    /// <summary>Returns the Size × Size grey values of a face, row-major.</summary>
    public ReadOnlySpan<byte> Face(int row) => Pixels.AsSpan(row * Size * Size, Size * Size);

    /// <summary>Counts the faces of each class among rows; those of no class count nowhere.</summary>
    internal int[] CountClasses(IEnumerable<int> rows)
    {
        var counts = new int[ClassNames.Count];
        foreach (var row in rows)
            if (Labels[row] != Unlabelled) counts[Labels[row]]++;
        return counts;
    }

    /// <summary>Names the counts of all classes.</summary>
    internal Dictionary<string, int> Named(int[] counts) => ClassNames.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>Identifies faces and their labels, wherever their rows are: SHA-256 over the pixels and the label of each, in the order of the rows, in hexadecimal.</summary>
    internal string Fingerprint(IEnumerable<int> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows.Order())
        {
            hash.AppendData(Face(row));
            hash.AppendData([Labels[row]]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Names FER2013's own splits, as its Usage column spells them.</summary>
public enum Usage : byte
{
    Training,
    PublicTest,
    PrivateTest,
}

/// <summary>Builds a <see cref="FaceSet"/> row by row.</summary>
internal sealed class FaceSetBuilder(int side = FaceSet.Fer2013Size)
{
    private readonly int _faceBytes = side * side;
    private readonly List<byte> _labels = [];
    private readonly List<Usage> _usages = [];
    private byte[] _pixels = [];

    public int Count => _labels.Count;

    public int Side => side;

    /// <summary>Returns the memory for the pixels of the next row, which <see cref="Add"/> completes.</summary>
    public Span<byte> NextFace()
    {
        var start = (long)Count * _faceBytes;
        if (start == _pixels.Length)
        {
            var capacity = Math.Min(Array.MaxLength / _faceBytes * _faceBytes, Math.Max(256L * _faceBytes, start * 2));
            if (capacity <= start)
                throw new UserError($"More than {Count} faces of {side} × {side} pixels do not fit into one array. Expected: smaller faces or fewer.");
            var larger = GC.AllocateUninitializedArray<byte>((int)capacity);
            _pixels.AsSpan().CopyTo(larger);
            _pixels = larger;
        }

        return _pixels.AsSpan((int)start, _faceBytes);
    }

    public void Add(byte label, Usage usage)
    {
        _labels.Add(label);
        _usages.Add(usage);
    }

    /// <param name="classNames">The classes in the order of the labels; FER2013's without it.</param>
    public FaceSet Build(IReadOnlyList<string>? classNames = null) => new(_pixels[..(Count * _faceBytes)], [.. _labels], [.. _usages], classNames);
}
