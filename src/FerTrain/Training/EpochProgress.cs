using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Core.Archive;

namespace FerTrain.Training;

/// <summary>The finished steps of an epoch that was interrupted.</summary>
/// <param name="Losses">Loss of each finished step.</param>
/// <param name="Correct">Rows predicted right in them.</param>
/// <param name="Seconds">Time they took.</param>
internal sealed record EpochProgress(ImmutableArray<float> Losses, long Correct, double Seconds)
{
    public static EpochProgress None { get; } = new([], 0, 0);

    public OrderedDictionary<object, object?> Store() => new()
    {
        ["step"] = (long)Losses.Length,
        ["losses"] = new StoredTensor(ElementType.Float32, [Losses.Length], MemoryMarshal.AsBytes(Losses.AsSpan()).ToArray()),
        ["correct"] = Correct,
        ["seconds"] = TensorStorage.Store(Seconds),
    };

    public static EpochProgress Read(PlainMap values) => new(
        [.. MemoryMarshal.Cast<byte, float>(values.Tensor("losses").Bytes.Span)], values.Get<long>("correct"), values.Double("seconds"));
}
