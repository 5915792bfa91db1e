using System.Buffers.Binary;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Tests.Data;

public sealed class ImageFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Formats => [".png", ".jpg", ".bmp", ".webp", ".tiff"];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Formats))]
    public void An_image_is_read_and_a_truncated_one_is_refused_or_read(string ending)
    {
        var whole = Encoded(ending);
        IsRead(whole).ShouldBeTrue();
        for (var percent = 0; percent < 100; percent += 5)
            _ = IsRead(whole[..(whole.Length * percent / 100)]);
    }

    [Theory, MemberData(nameof(Formats))]
    public void An_image_with_damaged_bytes_is_refused_or_read(string ending)
    {
        var random = new Seeds(3).Stream("damage");
        for (var trial = 0; trial < 100; trial++)
        {
            var damaged = Encoded(ending);
            for (var change = 0; change <= trial % 8; change++)
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            _ = IsRead(damaged);
        }
    }

    [Fact]
    public void Bytes_that_are_not_an_image_are_refused()
    {
        var random = new Seeds(4).Stream("noise");
        for (var length = 0; length < 4000; length = length * 3 + 1)
        {
            IsRead([.. Enumerable.Range(0, length).Select(_ => (byte)random.NextInt(256))]).ShouldBeFalse();
            IsRead(new byte[length]).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_format_whose_size_is_not_known_beforehand_is_refused()
    {
        using var image = new Mat(4, 4, MatType.CV_8UC3, Scalar.All(9));
        Cv2.ImEncode(".pam", image, out var pam).ShouldBeTrue();
        IsRead(pam).ShouldBeFalse();
        Cv2.ImEncode(".ppm", image, out var ppm).ShouldBeTrue();
        IsRead(ppm).ShouldBeTrue();
    }

    [Theory]
    [InlineData(".png", 16, true)]
    [InlineData(".bmp", 18, false)]
    public void An_image_that_claims_a_huge_size_is_refused(string ending, int at, bool isBigEndian)
    {
        var huge = Encoded(ending);
        var size = huge.AsSpan(at);
        if (isBigEndian) BinaryPrimitives.WriteInt32BigEndian(size, 2_000_000_000);
        else BinaryPrimitives.WriteInt32LittleEndian(size, 2_000_000_000);

        IsRead(huge).ShouldBeFalse();
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".bmp")]
    [InlineData(".webp")]
    [InlineData(".tiff")]
    [InlineData(".gif")]
    [InlineData(".ppm")]
    public void The_size_is_read_from_the_header_and_an_image_above_the_limit_is_not_decoded(string ending)
    {
        using var image = new Mat(1000, 1500, MatType.CV_8UC3, Scalar.All(90));
        var path = _folder.Write("a", image.ImEncode(ending));

        ImageHeader.Size(File.ReadAllBytes(path)).ShouldBe((1500L, 1000L));
        ImageFile.TryRead(path, ImreadModes.Color, out var fault, megapixels: 1).ShouldBeNull();
        fault.ShouldBe("an image of 1500 × 1000 pixels, more than 1 megapixels");
        using var read = ImageFile.Read(path, megapixels: 2);
        (read.Width, read.Height).ShouldBe((1500, 1000));
    }

    [Fact]
    public void A_small_file_that_unpacks_to_gigabytes_is_refused_by_its_size()
    {
        using var image = new Mat(9000, 9000, MatType.CV_8UC1, Scalar.All(0));
        var path = _folder.Write("huge.png", image.ImEncode(".png"));
        Should.Throw<UserError>(() => ImageFile.Read(path)).Message.ShouldBe(
            $"{path} is an image of 9000 × 9000 pixels, more than 64 megapixels. Expected: smaller images; fertrain predict reads larger ones with --max-megapixels.");
    }

    private bool IsRead(byte[] bytes)
    {
        using var image = ImageFile.TryRead(_folder.Write("a", bytes), ImreadModes.Color, out _);
        return image is not null;
    }

    private static byte[] Encoded(string ending)
    {
        using var face = GrayscaleImage.Of(SyntheticFaces.Generate(1, seed: 0), row: 0);
        return face.ToBytes(ending);
    }
}

public sealed class PngDataTests
{
    [Fact]
    public void A_file_that_is_cut_off_or_whose_chunk_claims_gigabytes_is_truncated()
    {
        using var face = GrayscaleImage.Of(SyntheticFaces.Generate(1, seed: 0), row: 0);
        var whole = face.ToBytes();
        PngData.IsTruncated(whole).ShouldBeFalse();
        PngData.IsTruncated([.. whole, 1, 2, 3]).ShouldBeFalse();
        for (var length = PngData.Signature.Length; length < whole.Length; length++) PngData.IsTruncated(whole.AsSpan(0, length)).ShouldBeTrue($"{length}");

        whole[33] |= 0x80; // the length of the second chunk, which holds the pixels
        PngData.IsTruncated(whole).ShouldBeTrue();
    }
}

public sealed class JpegDataTests
{
    private static readonly byte[] Image = Encoded();

    [Fact]
    public void A_complete_file_is_complete_whatever_follows_it()
    {
        JpegData.IsTruncated(Image).ShouldBeFalse();
        JpegData.IsTruncated([.. Image, 0, 0xFF, 0xDA, 1]).ShouldBeFalse();
        JpegData.IsTruncated(WithThumbnail(Image)).ShouldBeFalse();
    }

    [Fact]
    public void A_file_without_its_end_is_truncated_wherever_it_stops()
    {
        for (var length = 2; length < Image.Length; length++)
            JpegData.IsTruncated(Image.AsSpan(0, length)).ShouldBeTrue($"{length} bytes");
    }

    [Fact]
    public void The_end_of_a_thumbnail_is_not_that_of_the_image() => JpegData.IsTruncated(WithThumbnail(Image).AsSpan()[..^2]).ShouldBeTrue();

    [Fact]
    public void Scans_are_counted_up_to_the_end_of_the_image()
    {
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
        JpegData.Scans(Image).ShouldBe(1);
        JpegData.Scans(WithThumbnail(Image)).ShouldBe(1);
        JpegData.Scans([.. Image, .. scan, .. scan]).ShouldBe(1, "what a telephone appends");
        JpegData.Scans([.. Image[..^2], .. scan, 0xFF, 0xFE, 0, 4, 0xFF, 0xD9, .. scan, 0xFF, 0xD9]).ShouldBe(3, "a comment is no end");
    }

    [Fact]
    public void Other_files_are_not_truncated() => JpegData.IsTruncated([0x89, (byte)'P', (byte)'N', (byte)'G']).ShouldBeFalse();

    /// <summary>Adds a whole file as thumbnail in an application segment, as cameras do.</summary>
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
