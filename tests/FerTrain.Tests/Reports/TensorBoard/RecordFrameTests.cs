using System.Buffers.Binary;
using FerTrain.Reports.TensorBoard;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Reports.TensorBoard;

public sealed class RecordFrameTests
{
    [Fact]
    public void A_frame_is_length_checksum_message_checksum()
    {
        var frame = RecordFrame.Of(new Event { Step = 300 }); // field 2, varint 300
        frame.Length.ShouldBe(8 + 4 + 3 + 4);
        frame[..8].ShouldBe([3, 0, 0, 0, 0, 0, 0, 0]);
        frame[12..15].ShouldBe([0x10, 0xAC, 0x02]);
        BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(8)).ShouldBe(Crc32C.MaskedOf(frame.AsSpan(0, 8)));
        BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(15)).ShouldBe(Crc32C.MaskedOf(frame.AsSpan(12, 3)));
    }

    [Fact]
    public void Messages_read_back_from_frames_that_follow_each_other() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(long Step, double WallTime, NonNull<string> Tag, float Value)[]>(), drawn =>
        {
            var written = drawn.Select(d => new Event
            {
                Step = d.Step,
                WallTime = d.WallTime + 0.0, // -0 is not written
                Summary = new Summary { Value = { new Summary.Types.Value { Tag = WellFormed(d.Tag.Get), SimpleValue = d.Value } } },
            }).ToArray();
            return Read([.. written.SelectMany(RecordFrame.Of)]).SequenceEqual(written);
        }).QuickCheckThrowOnFailure();

    // A lone half of a surrogate pair has no UTF-8.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private static IEnumerable<Event> Read(byte[] frames)
    {
        for (var at = 0; at < frames.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(frames.AsSpan(at));
            yield return Event.Parser.ParseFrom(frames, at + 12, length);
            at += length + 16;
        }
    }
}
