using FerTrain.Core;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Tests.Data;

public sealed class JpegDataTests
{
    private static readonly byte[] Image = Encoded();

    [Fact]
    public void A_complete_file_is_complete_whatever_follows_it()
    {
        JpegData.IsCutOff(Image).ShouldBeFalse();
        JpegData.IsCutOff([.. Image, 0, 0xFF, 0xDA, 1]).ShouldBeFalse();
        JpegData.IsCutOff(WithThumbnail(Image)).ShouldBeFalse();
    }

    [Fact]
    public void A_file_without_its_end_is_cut_off_wherever_it_stops()
    {
        for (var length = 2; length < Image.Length; length++)
            JpegData.IsCutOff(Image.AsSpan(0, length)).ShouldBeTrue($"{length} bytes");
    }

    [Fact]
    public void The_end_of_a_thumbnail_is_not_that_of_the_image() => JpegData.IsCutOff(WithThumbnail(Image).AsSpan()[..^2]).ShouldBeTrue();

    [Fact]
    public void Other_files_are_not_cut_off() => JpegData.IsCutOff([0x89, (byte)'P', (byte)'N', (byte)'G']).ShouldBeFalse();

    /// <summary>With a whole file in an application segment, as cameras write it.</summary>
    private static byte[] WithThumbnail(byte[] image)
    {
        var length = Image.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. Image, .. image[2..]];
    }

    private static byte[] Encoded()
    {
        var random = new Seeds(1).Stream("noise");
        using var image = new Mat(24, 24, MatType.CV_8UC1);
        image.SetArray([.. Enumerable.Range(0, 24 * 24).Select(_ => (byte)random.NextInt(256))]).ShouldBeTrue();
        return image.ImEncode(".jpg");
    }
}
