namespace FerTrain.Data;

/// <summary>Grows a <see cref="FaceSet"/> row by row.</summary>
internal sealed class FaceSetBuilder
{
    private const int FaceBytes = FaceSet.Fer2013Size * FaceSet.Fer2013Size;

    private readonly List<byte> _labels = [];
    private readonly List<Usage> _usages = [];
    private byte[] _pixels = [];

    public int Count => _labels.Count;

    /// <summary>Room for the next row's pixels; they count once <see cref="Add"/> is called.</summary>
    public Span<byte> NextFace()
    {
        var start = Count * FaceBytes;
        if (start == _pixels.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(256 * FaceBytes, start * 2));
            _pixels.AsSpan().CopyTo(larger);
            _pixels = larger;
        }

        return _pixels.AsSpan(start, FaceBytes);
    }

    public void Add(byte label, Usage usage)
    {
        _labels.Add(label);
        _usages.Add(usage);
    }

    public FaceSet Build() => new(_pixels[..(Count * FaceBytes)], [.. _labels], [.. _usages]);
}
