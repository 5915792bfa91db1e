using System.Diagnostics;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Server.Inference;

/// <summary>Finds and classifies the faces of images that arrive at the same time: a search on each core, and one model.</summary>
internal sealed class FaceService : IDisposable
{
    private readonly FaceClassifier _classifier;
    private readonly WorkerPool<FaceSearch> _searches;
    private readonly BatchedClassifier _batches;
    private readonly bool _hasGroups;
    private readonly int _megapixels;

    /// <param name="classifier">The classifier, which is disposed of with the service.</param>
    /// <param name="detector">Makes a detector with these settings.</param>
    /// <param name="megapixels">The number of megapixels above which an image is refused.</param>
    /// <exception cref="UserError">There is no such detector.</exception>
    public FaceService(FaceClassifier classifier, Func<DetectionOptions, IFaceDetector> detector, int megapixels)
    {
        (_classifier, _megapixels) = (classifier, megapixels);
        _hasGroups = GroupEmotion.IsDefined(classifier.ClassNames);
        FaceSearch[] searches = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new FaceSearch(detector))];
        (_searches, _batches) = (new(searches), new(classifier.Classify));
    }

    public IReadOnlyList<string> ClassNames => _classifier.ClassNames;

    /// <summary>Predicts the faces of an image that is given as the bytes of a JPEG or PNG file.</summary>
    /// <param name="name">The name of the image; null if it has none.</param>
    /// <param name="mode">How the faces are found.</param>
    /// <exception cref="UserError">The bytes are no such image, or it is too large.</exception>
    public async Task<ImagePrediction> Predict(byte[] bytes, string? name, FaceMode mode, CancellationToken cancel)
    {
        var found = await _searches.Run(search => Find(bytes, search, mode), isUrgent: mode == FaceMode.Camera, cancel);
        var start = Stopwatch.GetTimestamp();
        var probabilities = await _batches.Classify(found.Crops, cancel);
        ClassifiedFace[] faces = [.. found.Faces.Zip(probabilities, (face, ofFace) => new ClassifiedFace(face.Box, ofFace))];
        var time = new PredictionTime(found.Milliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds, Drawing: null);
        return new(name, Frame: null, found.Size.Width, found.Size.Height, faces, GroupOf(faces), time);
    }

    /// <summary>Sums up faces; null without a face, and for a model whose classes have no group emotion.</summary>
    public GroupEmotion? GroupOf(IReadOnlyList<ClassifiedFace> faces) => _hasGroups ? GroupEmotion.Of(faces, ClassNames) : null;

    public void Dispose()
    {
        _searches.Dispose();
        _batches.Dispose();
        _classifier.Dispose();
    }

    private FoundFaces Find(byte[] bytes, FaceSearch search, FaceMode mode)
    {
        using var image = UploadedImage.Decode(bytes, _megapixels);
        var start = Stopwatch.GetTimestamp();
        try
        {
            var faces = search.Find(image, mode);
            return new(image.Size(), faces, [.. faces.Select(face => _classifier.Crop(image, face))], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (OpenCVException error)
        {
            throw IFaceDetector.CannotSearch(image, "The image", error);
        }
    }

    private sealed record FoundFaces(Size Size, IReadOnlyList<FoundFace> Faces, IReadOnlyList<FaceCrop> Crops, double Milliseconds);
}

/// <summary>Selects how the faces of an image are found.</summary>
internal enum FaceMode
{
    /// <summary>Finds the faces of a photograph, as predict does.</summary>
    Haar,

    /// <summary>Takes the image as one face.</summary>
    Whole,

    /// <summary>Finds the faces of a camera's frame, as live does, before those of photographs that wait.</summary>
    Camera,
}

/// <summary>Finds the faces of images, in one thread.</summary>
internal sealed class FaceSearch(Func<DetectionOptions, IFaceDetector> detector) : IDisposable
{
    private readonly IFaceDetector _ofPhotographs = detector(new DetectionOptions());
    private readonly IFaceDetector _ofFrames = detector(DetectionOptions.Camera);

    public IReadOnlyList<FoundFace> Find(Mat image, FaceMode mode) => mode switch
    {
        FaceMode.Whole => [FoundFace.Whole(image)],
        FaceMode.Camera => _ofFrames.Detect(image),
        _ => _ofPhotographs.Detect(image),
    };

    public void Dispose()
    {
        _ofPhotographs.Dispose();
        _ofFrames.Dispose();
    }
}

/// <summary>Decodes images from strangers.</summary>
internal static class UploadedImage
{
    private const int MostScans = 100; // a JPEG file of few bytes can hold thousands, each as much work as an image

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Decodes a JPEG or PNG image in colour (BGR), turned upright, after its header has shown that it is not too large.</summary>
    /// <exception cref="UserError">It is no such image, damaged, or too large.</exception>
    public static Mat Decode(byte[] bytes, int megapixels)
    {
        var isJpeg = bytes.AsSpan().StartsWith(JpegStart);
        if (!isJpeg && !bytes.AsSpan().StartsWith(PngData.Signature))
            throw new UserError(bytes.Length == 0 ? "The image is empty. Expected: a JPEG or PNG image." : "The image is neither JPEG nor PNG.");
        if (ImageHeader.Size(bytes) is null || (isJpeg && JpegData.Scans(bytes) > MostScans))
            throw new UserError("The image is damaged.");
        return ImageFile.TryDecode(bytes, ImreadModes.Color, out var fault, megapixels) ?? throw new UserError($"The image is {fault}.");
    }
}
