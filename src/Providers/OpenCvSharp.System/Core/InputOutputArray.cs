namespace OpenCvSharp;

/// <summary>A matrix that a function changes.</summary>
public class InputOutputArray : OutputArray
{
    private InputOutputArray(Mat mat) : base(mat) { }

    public static implicit operator InputOutputArray(Mat mat) => Create(mat);

    public static new InputOutputArray Create(Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        return new(mat);
    }
}
