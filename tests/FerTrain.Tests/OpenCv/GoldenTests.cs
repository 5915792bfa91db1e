using System.Text.Json;
using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

/// <summary>Against Python's OpenCV.</summary>
public sealed class GoldenTests
{
    private static readonly JsonElement Golden = Read();

    [Fact]
    public void Colours_become_grey() => ShouldBe("grey", (from, to) => Cv2.CvtColor(from, to, ColorConversionCodes.BGR2GRAY));

    [Fact]
    public void Sizes_change_linearly() => ShouldBe("linear", (from, to) => Cv2.Resize(from, to, new Size(23, 17)));

    [Fact]
    public void Sizes_change_by_area() =>
        ShouldBeOfGrey("area", (from, to) => Cv2.Resize(from, to, new Size(13, 11), interpolation: InterpolationFlags.Area));

    [Fact]
    public void Sizes_change_by_cubics() =>
        ShouldBeOfGrey("cubic", (from, to) => Cv2.Resize(from, to, new Size(61, 47), interpolation: InterpolationFlags.Cubic));

    [Fact]
    public void Histograms_are_equalized() => ShouldBeOfGrey("equalized", (from, to) => Cv2.EqualizeHist(from, to));

    [Fact]
    public void Pictures_are_mirrored() => ShouldBe("mirrored", (from, to) => Cv2.Flip(from, to, FlipMode.Y));

    [Fact]
    public void Pictures_are_turned() => ShouldBe("turned", (from, to) => Cv2.Rotate(from, to, RotateFlags.Rotate90Clockwise));

    [Fact]
    public void Borders_are_made() =>
        ShouldBeOfGrey("bordered", (from, to) => Cv2.CopyMakeBorder(from, to, 1, 2, 3, 4, BorderTypes.Replicate));

    [Fact]
    public void Colour_maps_are_applied() => ShouldBeOfGrey("viridis", (from, to) => Cv2.ApplyColorMap(from, to, ColormapTypes.Viridis));

    [Fact]
    public void Pictures_are_blended() => ShouldBe("blended", (from, to) =>
    {
        using var flipped = new Mat();
        Cv2.Flip(from, flipped, FlipMode.X);
        Cv2.AddWeighted(from, 0.25, flipped, 0.75, 3, to);
    });

    [Fact]
    public void Shapes_and_text_are_drawn() => ShouldBe("drawn", (_, to) =>
    {
        to.Create(40, 60, MatType.CV_8UC3);
        _ = to.SetTo(new Scalar(0));
        Cv2.Rectangle(to, new Rect(5, 6, 20, 15), Scalar.Lime, thickness: 2);
        Cv2.Circle(to, new Point(40, 20), 9, Scalar.Blue, thickness: -1);
        Cv2.Line(to, new Point(0, 39), new Point(59, 0), Scalar.Red, 1, LineTypes.AntiAlias);
        Cv2.PutText(to, "fear", new Point(8, 34), HersheyFonts.HersheySimplex, 0.4, Scalar.White);
    });

    [Fact]
    public void Text_is_measured()
    {
        var size = Cv2.GetTextSize("surprise", HersheyFonts.HersheyDuplex, 0.7, 2, out var baseLine);

        new[] { size.Width, size.Height, baseLine }.ShouldBe(Numbers(Golden.GetProperty("text")));
    }

    [FactWithCascade]
    public void A_face_is_found_where_python_finds_it()
    {
        using var scene = Picture.Face();
        using var cascade = new CascadeClassifier(FactWithCascadeAttribute.File);
        var expected = Numbers(Golden.GetProperty("faces")[0]);

        var found = cascade.DetectMultiScale(scene, 1.1, 5, minSize: new Size(30, 30)).ShouldHaveSingleItem();

        cascade.GetOriginalWindowSize().ShouldBe(new Size(24, 24));
        foreach (var (got, wanted) in new[] { found.X, found.Y, found.Width, found.Height }.Zip(expected))
            got.ShouldBeInRange(wanted - 2, wanted + 2);
        cascade.DetectMultiScale(scene, minSize: new Size(200, 200)).ShouldBeEmpty();
    }

    private static void ShouldBe(string name, Action<Mat, Mat> make) => ShouldBe(name, Picture.Colour, make);

    private static void ShouldBeOfGrey(string name, Action<Mat, Mat> make) => ShouldBe(name, Picture.Grey, make);

    /// <summary>Versions of OpenCV may round apart by one.</summary>
    private static void ShouldBe(string name, Func<Mat> picture, Action<Mat, Mat> make)
    {
        using var from = picture();
        using var to = new Mat();
        make(from, to);

        var golden = Golden.GetProperty(name);
        var shape = Numbers(golden.GetProperty("shape"));
        new[] { to.Rows, to.Cols, to.Channels() }.ShouldBe(shape.Length == 2 ? [.. shape, 1] : shape);
        var expected = golden.GetProperty("bytes").GetBytesFromBase64();
        to.Bytes().Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThanOrEqualTo(1);
    }

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "OpenCv", "Goldens", "opencv.json")));
        return document.RootElement.Clone();
    }
}
