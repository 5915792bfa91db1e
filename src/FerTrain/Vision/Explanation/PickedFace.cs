using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision.Explanation;

/// <summary>Holds an image and the face in it that is explained.</summary>
/// <param name="Image">The whole image (BGR).</param>
/// <param name="Box">The face in pixels of the image; null where the whole image is one face.</param>
/// <param name="Number">The number of the face, from 0 at the left, as predictions.csv counts.</param>
/// <param name="All">All faces of the image from left to right.</param>
internal sealed record PickedFace(Mat Image, Rect? Box, int Number, IReadOnlyList<Rect> All) : IDisposable
{
    /// <summary>Finds the faces of an image file as prediction does, and takes the largest of them or one by its number.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="detector">The face detector; null if the image is one face.</param>
    /// <param name="number">The number of the face; null for the largest.</param>
    /// <exception cref="UserError">The file cannot be read, there is no face, or none of that number.</exception>
    public static PickedFace Of(string path, FaceDetector? detector, int? number)
    {
        var image = ImageFile.Read(path);
        try
        {
            return detector is null ? new(image, Box: null, 0, []) : Found(path, image, detector.Detect(image), number);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Cuts out the face; it shares the pixels of the image.</summary>
    public Mat Cut() => new(Image, Rect.Intersect(Box ?? new(0, 0, int.MaxValue, int.MaxValue), new Rect(0, 0, Image.Width, Image.Height)));

    public void Dispose() => Image.Dispose();

    private static PickedFace Found(string path, Mat image, IReadOnlyList<Rect> boxes, int? number)
    {
        if (boxes.Count == 0) throw new UserError($"{path}: no face found. Expected: an image with a face, or --faces whole for an image that is one face.");
        var chosen = number ?? boxes.Index().MaxBy(box => box.Item.Width * box.Item.Height).Index;
        return chosen >= 0 && chosen < boxes.Count
            ? new(image, boxes[chosen], chosen, boxes)
            : throw new UserError($"--face is {chosen}. Expected: 0 to {boxes.Count - 1}, from left to right.");
    }
}
