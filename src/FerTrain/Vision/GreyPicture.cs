using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Pictures without their colours, as OpenCV weighs these.</summary>
internal static class GreyPicture
{
    /// <summary>A matrix of its own, or a grey picture's data.</summary>
    public static Mat Of(Mat picture)
    {
        if (picture.Channels() == 1) return new Mat(picture, new Rect(0, 0, picture.Width, picture.Height));
        var grey = new Mat();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        return grey;
    }
}
