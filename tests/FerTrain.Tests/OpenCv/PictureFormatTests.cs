using System.Buffers.Binary;
using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

public sealed class PictureFormatTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LogLevel _before = Cv2.SetLogLevel(LogLevel.SILENT);

    public static TheoryData<string> Formats => [".png", ".jpg", ".bmp"];

    public void Dispose()
    {
        _ = Cv2.SetLogLevel(_before);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".bmp")]
    [InlineData(".ppm")]
    public void A_lossless_format_gives_back_every_pixel(string extension)
    {
        using var colour = Picture.Colour();
        using var decoded = Mat.ImDecode(colour.ToBytes(extension));
        colour.ImWrite(_folder["a" + extension]).ShouldBeTrue();
        using var read = new Mat(_folder["a" + extension]);

        decoded.Bytes().ShouldBe(colour.Bytes());
        read.Bytes().ShouldBe(colour.Bytes());
    }

    [Fact]
    public void Jpegs_quality_is_a_setting()
    {
        using var colour = Picture.Colour();

        var small = colour.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 10));
        var large = colour.ImEncode(".jpg", [(int)ImwriteFlags.JpegQuality, 95]);

        small.Length.ShouldBeLessThan(large.Length);
    }

    [Fact]
    public void Depth_alpha_and_colour_are_kept_or_dropped_as_asked()
    {
        using var deep = new Mat(8, 8, MatType.CV_16UC4, new Scalar(257, 257 * 2, 257 * 3, 65535));
        var png = deep.ToBytes(".png");
        using var unchanged = Mat.ImDecode(png, ImreadModes.Unchanged);
        using var colour = Mat.ImDecode(png);
        using var grey = Mat.ImDecode(png, ImreadModes.Grayscale);

        unchanged.Type().ShouldBe(MatType.CV_16UC4);
        colour.Type().ShouldBe(MatType.CV_8UC3);
        colour.Get<Vec3b>(0, 0).ShouldBe(new Vec3b(1, 2, 3));
        grey.Type().ShouldBe(MatType.CV_8UC1);
        grey.Get<byte>(0, 0).ShouldBe((byte)2);
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_cut_picture_never_crashes(string extension)
    {
        using var colour = Picture.Colour();
        var whole = colour.ToBytes(extension);

        for (var percent = 5; percent < 100; percent += 5)
            ShouldBeSafe(whole[..(whole.Length * percent / 100)]);
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_picture_with_damaged_bytes_never_crashes(string extension)
    {
        using var colour = Picture.Colour();
        var random = new FerTrain.Core.Seeds(3).Stream("damage");
        for (var trial = 0; trial < 100; trial++)
        {
            var damaged = colour.ToBytes(extension);
            for (var change = 0; change <= trial % 8; change++)
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            ShouldBeSafe(damaged);
        }
    }

    [Fact]
    public void Bytes_that_are_no_picture_give_an_empty_matrix()
    {
        var random = new FerTrain.Core.Seeds(4).Stream("noise");
        for (var length = 1; length < 4000; length = length * 3 + 1)
        {
            var noise = new byte[length];
            foreach (ref var value in noise.AsSpan()) value = (byte)random.NextInt(256);
            using var decoded = Mat.ImDecode(noise);
            using var zeros = Mat.ImDecode(new byte[length]);
            (decoded.Empty(), zeros.Empty()).ShouldBe((true, true));
        }
    }

    [Theory]
    [InlineData(".png", 16, true)]
    [InlineData(".bmp", 18, false)]
    public void A_picture_that_claims_a_huge_size_is_refused(string extension, int at, bool bigEndian)
    {
        using var colour = Picture.Colour();
        var huge = colour.ToBytes(extension);
        if (bigEndian)
            BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(at), 2_000_000_000);
        else
            BinaryPrimitives.WriteInt32LittleEndian(huge.AsSpan(at), 2_000_000_000);

        ShouldBeSafe(huge).ShouldBeTrue();
    }

    /// <summary>Whether nothing was decoded: an empty matrix or an error; a picture that is damaged may still be one.</summary>
    private static bool ShouldBeSafe(byte[] bytes)
    {
        try
        {
            using var decoded = Mat.ImDecode(bytes);
            return decoded.Empty();
        }
        catch (OpenCVException)
        {
            return true;
        }
    }
}
