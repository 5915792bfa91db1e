namespace OpenCvSharp.Interop;

/// <summary>What the shim says of a matrix in one call.</summary>
internal struct MatLayout
{
    public int Rows;
    public int Cols;
    public int Type;
    public int IsContinuous;
    public int IsSubmatrix;
    public long Step;
    public nint Data;
}
