namespace FerTrain.Data;

/// <summary>Labelled grey faces in file order, their pixels row-major in one array.</summary>
public sealed class FaceSet
{
    /// <summary>Side of a face in FER2013's format.</summary>
    public const int Fer2013Size = 48;

    /// <summary>Label of a face that belongs to no part of the data.</summary>
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

    public int Count => Labels.Length;

    /// <summary>Side of every face.</summary>
    public int Size { get; }

    public byte[] Pixels { get; }

    public byte[] Labels { get; }

    public Usage[] Usages { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Faces × classes: how much of a face's label each class has; null where every face has one class.</summary>
    public float[]? SoftLabels { get; }

    /// <summary>The row of <see cref="SoftLabels"/>.</summary>
    public ReadOnlySpan<float> SoftLabelOf(int row) => SoftLabels.AsSpan(row * ClassNames.Count, ClassNames.Count);

    public ReadOnlySpan<byte> Face(int row) => Pixels.AsSpan(row * Size * Size, Size * Size);
}
