namespace FerTrain.Tests.Vision;

/// <summary>A test with the frontal-face cascade, shown as skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithCascadeAttribute : FactAttribute
{
    public const string File = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";

    public FactWithCascadeAttribute()
    {
        if (!System.IO.File.Exists(File))
            Skip = "needs Debian's opencv-data";
    }
}
