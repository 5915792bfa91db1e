using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Grows a <see cref="FaceSet"/> row by row.</summary>
internal sealed class FaceSetBuilder(int side = FaceSet.Fer2013Size)
{
    private readonly int _faceBytes = side * side;
    private readonly List<byte> _labels = [];
    private readonly List<Usage> _usages = [];
    private byte[] _pixels = [];

    public int Count => _labels.Count;

    public int Side => side;

    /// <summary>Room for the next row's pixels; they count once <see cref="Add"/> is called.</summary>
    public Span<byte> NextFace()
    {
        var start = (long)Count * _faceBytes;
        if (start == _pixels.Length)
        {
            var room = Math.Min(Array.MaxLength / _faceBytes * _faceBytes, Math.Max(256L * _faceBytes, start * 2));
            if (room <= start)
                throw new UserError($"More than {Count} faces of {side} × {side} pixels do not fit into one set. Accepted: smaller faces or fewer.");
            var larger = GC.AllocateUninitializedArray<byte>((int)room);
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

    public FaceSet Build() => new(_pixels[..(Count * _faceBytes)], [.. _labels], [.. _usages]);
}
