using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds the faces of images. It is not thread-safe.</summary>
internal interface IFaceDetector : IDisposable
{
    /// <summary>Returns the faces from left to right, in pixels of an image of 8 bits and one channel or three (BGR).</summary>
    IReadOnlyList<FoundFace> Detect(Mat image);

    /// <summary>Does the same to an image that has a name.</summary>
    /// <exception cref="UserError">OpenCV cannot search it.</exception>
    IReadOnlyList<FoundFace> Detect(Mat image, string name)
    {
        try
        {
            return Detect(image);
        }
        catch (OpenCVException error)
        {
            throw CannotSearch(image, name, error);
        }
    }

    /// <summary>Says that OpenCV cannot search an image that has a name.</summary>
    static UserError CannotSearch(Mat image, string name, OpenCVException error) =>
        new($"{name} cannot be searched for faces, with {image.Width} × {image.Height} pixels: {error.Message}", error);
}

/// <summary>Holds where a face is.</summary>
/// <param name="Box">Its square.</param>
/// <param name="Tilt">The degrees by which the eyes are turned clockwise from level; 0 where the detector does not tell.</param>
internal sealed record FoundFace(Rect Box, double Tilt = 0)
{
    /// <summary>Takes a whole image as one face.</summary>
    public static FoundFace Whole(Mat image) => new(new Rect(0, 0, image.Width, image.Height));

    /// <summary>Cuts the face out of its image, turned upright; the part of a box beyond the border is left out, and an upright face shares the pixels of the image.</summary>
    public Mat Cut(Mat image)
    {
        if (Tilt == 0) return new(image, Inside(image));
        using var turn = Turn();
        var upright = new Mat();
        Cv2.WarpAffine(image, upright, turn, Box.Size, InterpolationFlags.Linear, BorderTypes.Replicate);
        return upright;
    }

    /// <summary>Puts what <see cref="Cut"/> cut out, painted over, back into its image.</summary>
    public void PutBack(Mat face, Mat image)
    {
        using var region = new Mat(image, Inside(image));
        if (Tilt == 0)
        {
            face.CopyTo(region);
            return;
        }

        using var turn = Turn();
        Cv2.WarpAffine(face, image, turn, image.Size(), InterpolationFlags.Linear | InterpolationFlags.WarpInverseMap, BorderTypes.Transparent);
    }

    private Rect Inside(Mat image) => Rect.Intersect(Box, new Rect(0, 0, image.Width, image.Height));

    /// <summary>Maps the image to the upright square; OpenCV counts from the middle of a pixel.</summary>
    private Mat Turn()
    {
        var turn = Cv2.GetRotationMatrix2D(new Point2f(Box.X + (Box.Width - 1) / 2f, Box.Y + (Box.Height - 1) / 2f), Tilt, scale: 1);
        turn.At<double>(0, 2) -= Box.X;
        turn.At<double>(1, 2) -= Box.Y;
        return turn;
    }

    /// <summary>Lists faces from left to right.</summary>
    public static IReadOnlyList<FoundFace> Ordered(IEnumerable<FoundFace> faces) => [.. faces.OrderBy(face => (face.Box.X, face.Box.Y, face.Box.Width))];
}

/// <summary>An image for the search: itself, or a copy whose longest side is the longest that is searched.</summary>
/// <param name="Image">The image to search.</param>
/// <param name="Scale">Its size as a fraction of the original's.</param>
internal sealed record SearchedImage(Mat Image, double Scale) : IDisposable
{
    public static SearchedImage Of(Mat image, int longestSide)
    {
        var scale = Math.Min(1, (double)longestSide / Math.Max(image.Width, image.Height));
        if (scale == 1) return new(new Mat(image, new Rect(0, 0, image.Width, image.Height)), 1);
        var reduced = new Mat();
        Cv2.Resize(image, reduced, new Size(Math.Max(1, scale * image.Width), Math.Max(1, scale * image.Height)), interpolation: InterpolationFlags.Area);
        return new(reduced, scale);
    }

    /// <summary>Gives its colours (BGR), also of a grey image.</summary>
    public Mat Colours()
    {
        if (Image.Channels() == 3) return new Mat(Image, new Rect(0, 0, Image.Width, Image.Height));
        var colours = new Mat();
        Cv2.CvtColor(Image, colours, ColorConversionCodes.GRAY2BGR);
        return colours;
    }

    public void Dispose() => Image.Dispose();
}
