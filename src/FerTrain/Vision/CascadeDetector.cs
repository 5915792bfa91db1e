using System.Xml;
using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds faces with a boosted cascade (Viola and Jones, 2001).</summary>
internal sealed class CascadeDetector : IFaceDetector
{
    private readonly DetectionOptions _options;
    private readonly CascadeClassifier _cascade;

    /// <param name="options">The settings of the search.</param>
    /// <param name="cascade">A cascade file of OpenCV; null for the installed cascade of frontal faces.</param>
    /// <exception cref="UserError">The file or OpenCV is missing, the file is not a cascade, or an option is not accepted.</exception>
    public CascadeDetector(DetectionOptions options, string? cascade = null)
    {
        options.ThrowIfInvalid();
        OpenCvLibrary.Require();
        (_options, _cascade) = (options, Load(cascade ?? CascadeFile.Find()));
    }

    public IReadOnlyList<FoundFace> Detect(Mat image)
    {
        using var searched = SearchedImage.Of(image, _options.LongestSide);
        using var grey = GrayscaleImage.Of(searched.Image);
        var side = (int)Math.Round(_options.MinSize * searched.Scale);
        var found = _cascade.DetectMultiScale(grey, _options.ScaleFactor, _options.MinNeighbors, minSize: new Size(side, side));
        return FoundFace.Ordered(found.Select(box => new FoundFace(Enlarged(box, searched.Scale))));
    }

    public void Dispose() => _cascade.Dispose();

    private static Rect Enlarged(Rect box, double scale) =>
        new((int)(box.X / scale), (int)(box.Y / scale), (int)(box.Width / scale), (int)(box.Height / scale));

    private static CascadeClassifier Load(string file)
    {
        if (!File.Exists(file)) throw new UserError($"Cascade '{file}' {(Directory.Exists(file) ? "is a folder" : "does not exist")}.");
        var cascade = new CascadeClassifier();
        try
        {
            CascadeCheck.Check(file);
            if (cascade.Load(file)) return cascade;
        }
        catch (Exception error) when (error is OpenCVException or XmlException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The file is not a cascade; the error below says so.
        }

        cascade.Dispose();
        throw new UserError($"Cascade '{file}' cannot be read by OpenCV. Expected: a cascade such as {CascadeFile.Name}.");
    }
}

/// <summary>Holds the settings of the face detector.</summary>
internal sealed record DetectionOptions
{
    /// <summary>Suits a camera: faces in front of one are large, so they are found in six tenths of the time, at any resolution.</summary>
    public static DetectionOptions Camera { get; } = new() { MinSize = 60, LongestSide = 640 };

    /// <summary>The factor by which the search window grows from one pass over the image to the next.</summary>
    public double ScaleFactor { get; init; } = 1.1;

    /// <summary>The number of overlapping detections that make a face.</summary>
    public int MinNeighbors { get; init; } = 5;

    /// <summary>The side of the smallest face in pixels.</summary>
    public int MinSize { get; init; } = 30;

    /// <summary>The longest side in pixels that is searched; larger images are reduced to it, because the time grows with its square.</summary>
    public int LongestSide { get; init; } = 1600;

    /// <exception cref="UserError">A value is not accepted.</exception>
    internal void ThrowIfInvalid()
    {
        if (!(ScaleFactor is >= 1.01 and <= 2))
            throw new UserError(FormattableString.Invariant(
                $"--scale-factor is {ScaleFactor}. Expected: 1.01 to 2; each step keeps a smaller copy of the image."));
        if (MinNeighbors < 0) throw new UserError($"--min-neighbors is {MinNeighbors}. Expected: 0 or more.");
        if (MinSize < 1) throw new UserError($"--min-size is {MinSize}. Expected: 1 or more pixels.");
    }
}

/// <summary>Finds OpenCV's installed cascade of frontal faces.</summary>
internal static class CascadeFile
{
    /// <summary>The environment variable that names a folder with OpenCV's cascades.</summary>
    public const string FolderVariable = "OPENCV_DATA";

    public const string Name = "haarcascade_frontalface_default.xml";

    private static readonly string[] InstalledFolders =
    [
        "/usr/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades", "/usr/local/share/opencv4/haarcascades", "/opt/homebrew/share/opencv4/haarcascades",
        AppContext.BaseDirectory,
    ];

    /// <exception cref="UserError">The cascade is not installed.</exception>
    public static string Find()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        string[] folders = string.IsNullOrEmpty(folder) ? InstalledFolders : [folder, Path.Combine(folder, "haarcascades")];
        return folders.Select(known => Path.Combine(known, Name)).FirstOrDefault(File.Exists)
            ?? throw new UserError(
                $"{Name} is not in {string.Join(", ", folders)}. On Debian and Ubuntu, apt-get install opencv-data installs it; or set {FolderVariable} to its folder, or name the file with --cascade.");
    }
}
