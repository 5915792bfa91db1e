namespace OpenCvSharp;

/// <summary>A matrix that a function fills.</summary>
public class OutputArray : CvObject
{
    private protected OutputArray(Mat mat) : base(null) => Mat = mat;

    internal Mat Mat { get; }

    public static implicit operator OutputArray(Mat mat) => Create(mat);

    public static OutputArray Create(Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        return new(mat);
    }
}
