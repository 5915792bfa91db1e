using OpenCvSharp;
using OpenCvSharp.Interop;
using OpenCvSharp.ML;

namespace FerTrain.Tests.OpenCv.Interop;

public sealed class LiveObjectTests
{
    private readonly long _before = AfterCollection();

    [Fact]
    public void Work_on_pictures_leaves_nothing_behind()
    {
        for (var i = 0; i < 20; i++)
        {
            using var colour = Picture.Colour();
            using var grey = Picture.Grey();
            using var view = grey[new Rect(1, 1, 5, 5)];
            using var decoded = Mat.ImDecode(colour.ToBytes(".jpg"));
            using var over = Mat.FromPixelData(2, 2, MatType.CV_8UC1, new byte[4]);
            Cv2.Resize(decoded, colour, new Size(12, 12));
            Cv2.Rectangle(colour, new Rect(1, 1, 4, 4), Scalar.Red);
        }

        Native.fer_live_objects().ShouldBe(_before);
    }

    [FactWithCascade]
    public void Detection_models_and_video_leave_nothing_behind()
    {
        using (var scene = Picture.Face())
        using (var cascade = new CascadeClassifier(FactWithCascadeAttribute.File))
        using (var capture = new VideoCapture())
        using (var writer = new VideoWriter())
        using (var svm = SVM.Create())
        using (var none = new Mat())
        using (var pca = new PCA(scene, none, PCA.Flags.DataAsRow, 2))
        {
            Native.fer_live_objects().ShouldBe(_before + 7);
            cascade.DetectMultiScale(scene).ShouldNotBeEmpty();
        }

        Native.fer_live_objects().ShouldBe(_before);
    }

    [Fact]
    public void What_fails_leaves_nothing_behind()
    {
        using var mat = new Mat(4, 4, MatType.CV_8UC1);
        for (var i = 0; i < 20; i++)
        {
            Should.Throw<OpenCVException>(() => mat[new Rect(3, 3, 3, 3)]);
            Should.Throw<OpenCVException>(() => Mat.FromPixelData(2, 4, MatType.CV_8UC1, new byte[8], step: 1));
            Should.Throw<OpenCVException>(() => mat.ToBytes(".unknown"));
        }

        Native.fer_live_objects().ShouldBe(_before + 1);
    }

    [Fact]
    public void A_matrix_that_is_forgotten_is_released_by_the_collector()
    {
        Forget();

        AfterCollection().ShouldBe(_before);
    }

    private static void Forget()
    {
        for (var i = 0; i < 10; i++)
            _ = new Mat(10, 10, MatType.CV_8UC1);
    }

    private static long AfterCollection()
    {
        _ = GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return Native.fer_live_objects();
    }
}
