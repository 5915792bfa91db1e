namespace FerTrain.Data;

/// <summary>Labelled grey faces in file order, their pixels row-major in one array.</summary>
public sealed class FaceSet
{
    /// <summary>Side of a face in FER2013's format.</summary>
    public const int Fer2013Size = 48;

    public FaceSet(byte[] pixels, byte[] labels, Usage[] usages, IReadOnlyList<string>? classNames = null)
    {
        if (usages.Length != labels.Length || pixels.Length != labels.Length * Fer2013Size * Fer2013Size)
            throw new ArgumentException($"{pixels.Length} pixels, {labels.Length} labels and {usages.Length} usages do not belong together.");
        Pixels = pixels;
        Labels = labels;
        Usages = usages;
        ClassNames = classNames ?? Core.ClassNames.Fer2013;
    }

    public int Count => Labels.Length;

    public int Size { get; } = Fer2013Size;

    public byte[] Pixels { get; }

    public byte[] Labels { get; }

    public Usage[] Usages { get; }

    public IReadOnlyList<string> ClassNames { get; }

    public ReadOnlySpan<byte> Face(int row) => Pixels.AsSpan(row * Size * Size, Size * Size);
}
