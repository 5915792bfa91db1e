using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>A matrix of numbers or pixels in native memory.</summary>
[NativeMarshalling(typeof(MatMarshaller))]
public partial class Mat : CvObject
{
    internal Mat(MatHandle handle) : base(handle) => Handle = handle;

    public Mat() : this(Allocate(0, 0, 0)) { }

    public Mat(int rows, int cols, MatType type) : this(Allocate(rows, cols, type)) { }

    public Mat(Size size, MatType type) : this(Allocate(size.Height, size.Width, type)) { }

    public Mat(int rows, int cols, MatType type, Scalar s) : this(rows, cols, type) => _ = SetTo(s);

    public Mat(Size size, MatType type, Scalar s) : this(size, type) => _ = SetTo(s);

    public Mat(Mat m, Rect roi) : this(View(m, roi)) { }

    public Mat(string fileName, ImreadModes flags = ImreadModes.Color) : this(Cv2.Load(fileName, flags)) { }

    protected Mat(int rows, int cols, MatType type, Array data, long step = 0) : this(Over(rows, cols, type, data, step)) { }

    internal MatHandle Handle { get; }

    public int Rows => Layout.Rows;

    public int Cols => Layout.Cols;

    public int Height => Rows;

    public int Width => Cols;

    public IntPtr Data => Layout.Data;

    private MatLayout Layout
    {
        get
        {
            fer_mat_layout(this, out var layout);
            return layout;
        }
    }

    /// <summary>Shares an array, which stays where it is until the matrix is released; a step of 0 is a tight row.</summary>
    public static Mat FromPixelData(int rows, int cols, MatType type, Array data, long step = 0) => new(rows, cols, type, data, step);

    /// <summary>Shares memory that somebody else keeps.</summary>
    public static Mat FromPixelData(int rows, int cols, MatType type, IntPtr data, long step = 0)
    {
        Check(fer_mat_from_memory(rows, cols, type.Value, data, step, out var handle));
        return new(handle);
    }

    public Size Size()
    {
        var layout = Layout;
        return new(layout.Cols, layout.Rows);
    }

    public MatType Type() => Layout.Type;

    public int Depth() => Type().Depth;

    public int Channels() => Type().Channels;

    public int ElemSize1() => Depth() switch
    {
        MatType.CV_8U or MatType.CV_8S => 1,
        MatType.CV_16U or MatType.CV_16S or MatType.CV_16F => 2,
        MatType.CV_64F => 8,
        _ => 4,
    };

    public int ElemSize() => ElemSize1() * Channels();

    public long Total()
    {
        var layout = Layout;
        return (long)layout.Rows * layout.Cols;
    }

    /// <summary>Bytes from one row to the next.</summary>
    public long Step() => Layout.Step;

    public bool Empty() => Layout.Data == 0 || Total() == 0;

    public bool IsContinuous() => Layout.IsContinuous != 0;

    public bool IsSubmatrix() => Layout.IsSubmatrix != 0;

    public void Create(int rows, int cols, MatType type) => Check(fer_mat_create(this, rows, cols, type.Value));

    public Mat Clone()
    {
        Check(fer_mat_clone(this, out var clone));
        return new(clone);
    }

    public Mat Clone(Rect roi)
    {
        using var part = SubMat(roi);
        return part.Clone();
    }

    public void CopyTo(Mat m, InputArray? mask = null)
    {
        ArgumentNullException.ThrowIfNull(m);
        Check(fer_mat_copy_to(this, m, mask?.Mat));
    }

    public void CopyTo(OutputArray m, InputArray? mask = null)
    {
        ArgumentNullException.ThrowIfNull(m);
        CopyTo(m.Mat, mask);
    }

    public void ConvertTo(OutputArray m, MatType rtype, double alpha = 1, double beta = 0)
    {
        ArgumentNullException.ThrowIfNull(m);
        Check(fer_mat_convert_to(this, m.Mat, rtype.Value, alpha, beta));
    }

    public Mat SetTo(Scalar value, Mat? mask = null)
    {
        Check(fer_mat_set_to(this, value, mask));
        return this;
    }

    public override string ToString()
    {
        if (IsDisposed) return "Mat [disposed]";
        var layout = Layout;
        return $"Mat [ {layout.Rows}*{layout.Cols}*{(MatType)layout.Type}, IsContinuous={IsContinuous()}, IsSubmatrix={IsSubmatrix()}, "
            + $"Ptr=0x{CvPtr:x}, Data=0x{layout.Data:x} ]";
    }

    private static MatHandle Allocate(int rows, int cols, MatType type)
    {
        Check(fer_mat_new(rows, cols, type.Value, out var handle));
        return handle;
    }

    private static MatHandle View(Mat m, Rect roi)
    {
        ArgumentNullException.ThrowIfNull(m);
        Check(fer_mat_roi(m, roi, out var handle));
        return handle;
    }

    private static MatHandle Over(int rows, int cols, MatType type, Array data, long step)
    {
        ArgumentNullException.ThrowIfNull(data);
        var pinned = GCHandle.Alloc(data, GCHandleType.Pinned);
        var status = fer_mat_from_memory(rows, cols, type.Value, pinned.AddrOfPinnedObject(), step, out var handle);
        if (status != 0) pinned.Free();
        Check(status);
        handle.Adopt(pinned);
        return handle;
    }
}
