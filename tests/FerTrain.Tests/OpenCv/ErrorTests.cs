using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

public sealed class ErrorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LogLevel _before = Cv2.SetLogLevel(LogLevel.SILENT);

    public void Dispose()
    {
        _ = Cv2.SetLogLevel(_before);
        _folder.Dispose();
    }

    [Fact]
    public void An_error_of_opencv_carries_what_opencv_says()
    {
        using var colour = Picture.Colour();
        using var target = new Mat();

        var error = Should.Throw<OpenCVException>(() => Cv2.EqualizeHist(colour, target));

        error.Status.ShouldBe(ErrorCode.StsAssert);
        error.FuncName.ShouldBe("equalizeHist");
        error.Message.ShouldContain("CV_8UC1");
        error.Line.ShouldBePositive();
    }

    [Fact]
    public void A_region_outside_the_matrix_is_an_error()
    {
        using var mat = new Mat(4, 4, MatType.CV_8UC1);

        Should.Throw<OpenCVException>(() => mat[new Rect(2, 2, 3, 1)]);
        Should.Throw<OpenCVException>(() => mat.RowRange(0, 5));
    }

    [Fact]
    public void A_disposed_matrix_is_not_used()
    {
        var mat = new Mat(4, 4, MatType.CV_8UC1);
        using var other = new Mat();
        mat.Dispose();
        mat.Dispose();

        mat.IsDisposed.ShouldBeTrue();
        mat.ToString().ShouldBe("Mat [disposed]");
        Should.Throw<ObjectDisposedException>(() => mat.Rows);
        Should.Throw<ObjectDisposedException>(mat.Clone);
        Should.Throw<ObjectDisposedException>(() => Cv2.Flip(mat, other, FlipMode.X));
        Should.Throw<ObjectDisposedException>(() => Cv2.HConcat([mat], other));
    }

    [Fact]
    public void Nothing_given_is_an_argument_error()
    {
        using var mat = new Mat(4, 4, MatType.CV_8UC1);

        Should.Throw<ArgumentNullException>(() => Cv2.Flip(null!, mat, FlipMode.X));
        Should.Throw<ArgumentNullException>(() => Cv2.ImRead(""));
        Should.Throw<ArgumentNullException>(() => Cv2.ImDecode((byte[])null!, ImreadModes.Color));
        Should.Throw<ArgumentException>(() => Cv2.ImDecode([], ImreadModes.Color));
        Should.Throw<ArgumentException>(() => Cv2.ImShow("", mat));
        Should.Throw<ArgumentNullException>(() => new CascadeClassifier(""));
    }

    [Fact]
    public void A_missing_picture_and_a_file_that_is_none_are_empty()
    {
        using var missing = Cv2.ImRead(_folder["none.png"]);
        using var text = Cv2.ImRead(_folder.Write("text.png", "no picture"));

        (missing.Empty(), text.Empty()).ShouldBe((true, true));
    }

    [Fact]
    public void An_unknown_extension_is_an_error()
    {
        using var grey = Picture.Grey();

        Should.Throw<OpenCVException>(() => grey.ImWrite(_folder["a.unknown"]));
        Should.Throw<OpenCVException>(() => grey.ToBytes(".unknown"));
    }

    [Fact]
    public void A_file_that_is_no_cascade_is_not_loaded()
    {
        using var cascade = new CascadeClassifier();
        using var grey = Picture.Grey();

        Should.Throw<FileNotFoundException>(() => cascade.Load(_folder["none.xml"]));
        cascade.Load(_folder.Write("other.xml", "<?xml version=\"1.0\"?><opencv_storage><a><b>1</b></a></opencv_storage>")).ShouldBeFalse();
        cascade.Empty().ShouldBeTrue();
        Should.Throw<OpenCVException>(() => cascade.Load(_folder.Write("broken.xml", "<?xml version=\"1.0\"?><opencv_storage><a>")));
        Should.Throw<OpenCVException>(() => cascade.DetectMultiScale(grey));
    }

    [Fact]
    public void A_matrix_too_large_for_memory_is_an_error() =>
        Should.Throw<OpenCVException>(() => new Mat(int.MaxValue, int.MaxValue, MatType.CV_8UC1)).Status.ShouldBe(ErrorCode.StsNoMem);
}
