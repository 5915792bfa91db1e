using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

// Headers of their own over the same numbers.
public partial class Mat
{
    public Mat this[Rect roi]
    {
        get => SubMat(roi);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (roi.Size != value.Size()) throw new ArgumentException("Specified ROI != mat.Size()");
            using var part = SubMat(roi);
            value.CopyTo(part);
        }
    }

    public Mat this[int rowStart, int rowEnd, int colStart, int colEnd] => SubMat(rowStart, rowEnd, colStart, colEnd);

    public Mat SubMat(Rect roi) => new(this, roi);

    public Mat SubMat(int rowStart, int rowEnd, int colStart, int colEnd) =>
        new(this, new Rect(colStart, rowStart, colEnd - colStart, rowEnd - rowStart));

    public Mat Row(int y) => RowRange(y, y + 1);

    public Mat Col(int x) => ColRange(x, x + 1);

    public Mat RowRange(int startRow, int endRow) => SubMat(startRow, endRow, 0, Cols);

    public Mat ColRange(int startCol, int endCol) => SubMat(0, Rows, startCol, endCol);

    public Mat Reshape(int cn, int rows = 0)
    {
        Check(fer_mat_reshape(this, cn, rows, out var view));
        return new(view);
    }
}
