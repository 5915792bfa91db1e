using OpenCvSharp;

namespace FerTrain.Training.Classic;

/// <summary>Training faces as rows of numbers, and their classes.</summary>
/// <param name="Values">Rows × width.</param>
/// <param name="Width">Numbers of a face.</param>
/// <param name="Labels">A class number for each.</param>
/// <param name="Classes">How many there are.</param>
internal sealed record LabelledFeatures(float[] Values, int Width, int[] Labels, int Classes)
{
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>The same memory as OpenCV sees it.</summary>
    public Mat ToMat() => Mat.FromPixelData(Labels.Length, Width, MatType.CV_32FC1, Values);

    public Mat LabelsToMat() => Mat.FromPixelData(Labels.Length, 1, MatType.CV_32SC1, Labels);

    public LabelledFeatures Subset(IReadOnlyList<int> rows, Func<int, int> label)
    {
        var values = new float[rows.Count * Width];
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * Width));
        return new LabelledFeatures(values, Width, [.. rows.Select(label)], Classes);
    }
}
