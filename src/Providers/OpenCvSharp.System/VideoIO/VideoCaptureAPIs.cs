namespace OpenCvSharp;

public enum VideoCaptureAPIs
{
    ANY = 0,
    V4L = 200,
    V4L2 = V4L,
    DSHOW = 700,
    AVFOUNDATION = 1200,
    MSMF = 1400,
    GSTREAMER = 1800,
    FFMPEG = 1900,
    IMAGES = 2000,
}
