using System.Text;
using FerTrain.Reports.TensorBoard;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Reports.TensorBoard;

public sealed class Crc32CTests
{
    /// <summary>RFC 3720, appendix B.4, and the customary check value.</summary>
    public static TheoryData<byte[], uint> Published => new()
    {
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
        { Convert.FromHexString("01C0000000000000000000000000000014000000000004000000001400000018280000000000000002000000" + "00000000"), 0xD9963A56 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { [], 0 },
    };

    [Theory, MemberData(nameof(Published))]
    public void Published_vectors_have_their_checksum(byte[] bytes, uint expected) => Crc32C.Of(bytes).ShouldBe(expected);

    [Fact]
    public void It_equals_the_division_bit_by_bit() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Crc32C.Of(bytes) == BitByBit(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_mask_can_be_undone() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var rotated = Crc32C.MaskedOf(bytes) - 0xA282EAD8;
            return ((rotated >> 17) | (rotated << 15)) == Crc32C.Of(bytes);
        }).QuickCheckThrowOnFailure();

    private static uint BitByBit(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        return ~crc;
    }
}
