using System.Text;
using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>Reads frames from a camera, a file or a stream; one that cannot be opened is not an error but closed.</summary>
public class VideoCapture : CvObject
{
    private readonly CaptureHandle _handle;

    public VideoCapture() : this(Allocate()) { }

    public VideoCapture(int index, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY) : this(Allocate()) => _ = Open(index, apiPreference);

    public VideoCapture(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY) : this(Allocate())
    {
        Cv2.ThrowIfEmpty(fileName, nameof(fileName));
        _ = Open(fileName, apiPreference);
    }

    private VideoCapture(CaptureHandle handle) : base(handle) => _handle = handle;

    public double Fps => Get(VideoCaptureProperties.Fps);

    public int FrameWidth => (int)Get(VideoCaptureProperties.FrameWidth);

    public int FrameHeight => (int)Get(VideoCaptureProperties.FrameHeight);

    public int FrameCount => (int)Get(VideoCaptureProperties.FrameCount);

    public int PosFrames => (int)Get(VideoCaptureProperties.PosFrames);

    public int PosMsec => (int)Get(VideoCaptureProperties.PosMsec);

    public static VideoCapture FromCamera(int index, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY) => new(index, apiPreference);

    public static VideoCapture FromFile(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY) => new(fileName, apiPreference);

    public bool Open(string fileName, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
    {
        Check(fer_capture_open_file(_handle, fileName, (int)apiPreference, out var opened));
        return opened != 0;
    }

    public bool Open(int index, VideoCaptureAPIs apiPreference = VideoCaptureAPIs.ANY)
    {
        Check(fer_capture_open_device(_handle, index, (int)apiPreference, out var opened));
        return opened != 0;
    }

    public bool IsOpened()
    {
        Check(fer_capture_is_opened(_handle, out var opened));
        return opened != 0;
    }

    public void Release() => Check(fer_capture_close(_handle));

    public bool Grab()
    {
        Check(fer_capture_grab(_handle, out var grabbed));
        return grabbed != 0;
    }

    public bool Retrieve(Mat image, int flag = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(fer_capture_retrieve(_handle, image, flag, out var retrieved));
        return retrieved != 0;
    }

    /// <summary>The next frame; false, and an empty matrix, at the end.</summary>
    public bool Read(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(fer_capture_read(_handle, image, out var read));
        return read != 0;
    }

    public double Get(VideoCaptureProperties propertyId)
    {
        Check(fer_capture_get(_handle, (int)propertyId, out var value));
        return value;
    }

    public bool Set(VideoCaptureProperties propertyId, double value)
    {
        Check(fer_capture_set(_handle, (int)propertyId, value, out var accepted));
        return accepted != 0;
    }

    public unsafe string GetBackendName()
    {
        Check(fer_capture_backend(_handle, out var name));
        return Encoding.UTF8.GetString(name.Take<byte>(&fer_bytes_release));
    }

    private static CaptureHandle Allocate()
    {
        Check(fer_capture_new(out var handle));
        return handle;
    }
}
