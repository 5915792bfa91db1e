namespace OpenCvSharp;

/// <summary>A matrix that a function reads.</summary>
public class InputArray : CvObject
{
    private InputArray(Mat mat) : base(null) => Mat = mat;

    internal Mat Mat { get; }

    public static implicit operator InputArray(Mat mat) => Create(mat);

    public static InputArray Create(Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        return new(mat);
    }
}
