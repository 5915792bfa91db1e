using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision.Explanation;

/// <summary>Holds an image and the face in it that is explained.</summary>
/// <param name="Image">The whole image (BGR).</param>
/// <param name="Face">The face in it; null where the whole image is one face.</param>
/// <param name="Number">The number of the face, from 0 at the left, as predictions.csv counts.</param>
/// <param name="All">All faces of the image from left to right.</param>
internal sealed record PickedFace(Mat Image, FoundFace? Face, int Number, IReadOnlyList<FoundFace> All) : IDisposable
{
    /// <summary>The square of the face in pixels of the image; null where the whole image is one face.</summary>
    public Rect? Box => Face?.Box;

    /// <summary>Finds the faces of an image file as prediction does, and takes the largest of them or one by its number.</summary>
    /// <param name="path">The image file.</param>
    /// <param name="detector">The face detector; null if the image is one face.</param>
    /// <param name="number">The number of the face; null for the largest.</param>
    /// <exception cref="UserError">The file cannot be read, there is no face, or none of that number.</exception>
    public static PickedFace Of(string path, IFaceDetector? detector, int? number)
    {
        var image = ImageFile.Read(path);
        try
        {
            return detector is null ? new(image, Face: null, 0, []) : Found(path, image, detector.Detect(image, path), number);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Cuts out the face as prediction does.</summary>
    public Mat Cut() => (Face ?? FoundFace.Whole(Image)).Cut(Image);

    public void Dispose() => Image.Dispose();

    private static PickedFace Found(string path, Mat image, IReadOnlyList<FoundFace> found, int? number)
    {
        if (found.Count == 0) throw new UserError($"{path}: no face found. Expected: an image with a face, or --faces whole for an image that is one face.");
        var chosen = number ?? found.Index().MaxBy(face => face.Item.Box.Width * face.Item.Box.Height).Index;
        return chosen >= 0 && chosen < found.Count
            ? new(image, found[chosen], chosen, found)
            : throw new UserError($"--face is {chosen}. Expected: 0 to {found.Count - 1}, from left to right.");
    }
}
