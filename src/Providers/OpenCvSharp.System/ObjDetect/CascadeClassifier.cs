using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>Finds objects with boosted cascades (Viola and Jones, 2001).</summary>
public class CascadeClassifier : CvObject
{
    private readonly ClassifierHandle _handle;

    public CascadeClassifier() : this(Allocate()) { }

    public CascadeClassifier(string fileName) : this(Existing(fileName)) => _ = Load(fileName);

    private CascadeClassifier(ClassifierHandle handle) : base(handle) => _handle = handle;

    /// <summary>False where the file is no cascade.</summary>
    public bool Load(string fileName)
    {
        ThrowIfMissing(fileName);
        Check(fer_classifier_load(_handle, fileName, out var loaded));
        return loaded != 0;
    }

    public virtual bool Empty()
    {
        Check(fer_classifier_empty(_handle, out var empty));
        return empty != 0;
    }

    public virtual Size GetOriginalWindowSize()
    {
        Check(fer_classifier_window(_handle, out var size));
        return size;
    }

    public virtual unsafe Rect[] DetectMultiScale(
        Mat image, double scaleFactor = 1.1, int minNeighbors = 3, HaarDetectionTypes flags = 0, Size? minSize = null, Size? maxSize = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(fer_classifier_detect(_handle, image, scaleFactor, minNeighbors, (int)flags, minSize ?? default, maxSize ?? default, out var found));
        return found.Take<Rect>(&fer_rects_release);
    }

    private static ClassifierHandle Allocate()
    {
        Check(fer_classifier_new(out var handle));
        return handle;
    }

    private static ClassifierHandle Existing(string fileName)
    {
        ThrowIfMissing(fileName);
        return Allocate();
    }

    private static void ThrowIfMissing(string fileName)
    {
        Cv2.ThrowIfEmpty(fileName, nameof(fileName));
        if (!File.Exists(fileName)) throw new FileNotFoundException($"\"{fileName}\"not found", fileName);
    }
}
