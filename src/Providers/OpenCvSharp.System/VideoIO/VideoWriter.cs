using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>Writes a video file; frames of another size are dropped without a word, as OpenCV does.</summary>
public class VideoWriter : CvObject
{
    private readonly WriterHandle _handle;

    public VideoWriter() : this(Allocate()) => (Fps, IsColor) = (-1, true);

    public VideoWriter(string fileName, FourCC fourcc, double fps, Size frameSize, bool isColor = true)
        : this(fileName, VideoCaptureAPIs.ANY, fourcc, fps, frameSize, isColor) { }

    public VideoWriter(string fileName, VideoCaptureAPIs apiPreference, FourCC fourcc, double fps, Size frameSize, bool isColor = true)
        : this(Allocate())
    {
        ArgumentNullException.ThrowIfNull(fileName);
        _ = Start(fileName, apiPreference, fourcc, fps, frameSize, isColor);
    }

    private VideoWriter(WriterHandle handle) : base(handle) => _handle = handle;

    public string? FileName { get; private set; }

    public double Fps { get; private set; }

    public Size FrameSize { get; private set; }

    public bool IsColor { get; private set; }

    public static int FourCC(char c1, char c2, char c3, char c4) => (c1 & 255) | (c2 & 255) << 8 | (c3 & 255) << 16 | (c4 & 255) << 24;

    public static int FourCC(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length != 4) throw new ArgumentException("code.Length != 4", nameof(code));
        return FourCC(code[0], code[1], code[2], code[3]);
    }

    public bool Open(string fileName, FourCC fourcc, double fps, Size frameSize, bool isColor = true) =>
        Open(fileName, VideoCaptureAPIs.ANY, fourcc, fps, frameSize, isColor);

    public bool Open(string fileName, VideoCaptureAPIs apiPreference, FourCC fourcc, double fps, Size frameSize, bool isColor = true)
    {
        Cv2.ThrowIfEmpty(fileName, nameof(fileName));
        return Start(fileName, apiPreference, fourcc, fps, frameSize, isColor);
    }

    public bool IsOpened()
    {
        Check(fer_writer_is_opened(_handle, out var opened));
        return opened != 0;
    }

    public void Write(InputArray image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(fer_writer_write(_handle, image.Mat));
    }

    public void Release() => Check(fer_writer_close(_handle));

    private static WriterHandle Allocate()
    {
        Check(fer_writer_new(out var handle));
        return handle;
    }

    private bool Start(string fileName, VideoCaptureAPIs api, FourCC fourcc, double fps, Size frameSize, bool isColor)
    {
        (FileName, Fps, FrameSize, IsColor) = (fileName, fps, frameSize, isColor);
        Check(fer_writer_open(_handle, fileName, (int)api, fourcc, fps, frameSize, isColor ? 1 : 0, out var opened));
        return opened != 0;
    }
}
