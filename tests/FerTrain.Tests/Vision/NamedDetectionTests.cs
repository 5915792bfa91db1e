using FerTrain.Core.Errors;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

public class NamedDetectionTests
{
    [Fact]
    public void An_image_that_OpenCV_cannot_search_is_named()
    {
        using var image = new Mat(3, 5, MatType.CV_8UC3);
        using IFaceDetector detector = new Failing();
        Should.Throw<UserError>(() => detector.Detect(image, "photo.jpg")).Message.ShouldStartWith("photo.jpg cannot be searched for faces, with 5 × 3 pixels: ");
    }

    private sealed class Failing : IFaceDetector
    {
        public IReadOnlyList<FoundFace> Detect(Mat image)
        {
            Cv2.CvtColor(image, image, (ColorConversionCodes)(-1)); // no such conversion
            return [];
        }

        public void Dispose() { }
    }
}
