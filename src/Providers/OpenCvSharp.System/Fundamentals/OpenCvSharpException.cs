namespace OpenCvSharp;

/// <summary>An error of the wrapper, found before OpenCV was asked.</summary>
public class OpenCvSharpException : Exception
{
    public OpenCvSharpException() { }

    public OpenCvSharpException(string message) : base(message) { }

    public OpenCvSharpException(string message, Exception innerException) : base(message, innerException) { }
}
