namespace FerTrain.Core.Archive;

/// <summary>A block of elements that one or more tensors are views of.</summary>
internal sealed record Storage(ElementType Type, ReadOnlyMemory<byte> Bytes)
{
    public long Elements => Bytes.Length / Type.Size();
}
