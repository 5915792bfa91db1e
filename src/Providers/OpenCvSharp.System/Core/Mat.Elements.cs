using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenCvSharp;

// Elements one by one and all at once.
public partial class Mat
{
    private static readonly Dictionary<Type, MatType[]> AcceptedTypes = new()
    {
        [typeof(byte)] = [MatType.CV_8SC1, MatType.CV_8UC1],
        [typeof(sbyte)] = [MatType.CV_8SC1, MatType.CV_8UC1],
        [typeof(short)] = [MatType.CV_16SC1, MatType.CV_16UC1],
        [typeof(ushort)] = [MatType.CV_16SC1, MatType.CV_16UC1],
        [typeof(int)] = [MatType.CV_32SC1],
        [typeof(float)] = [MatType.CV_32FC1],
        [typeof(double)] = [MatType.CV_64FC1],
        [typeof(Vec3b)] = [MatType.CV_8UC3],
    };

    public IntPtr Ptr(int i0)
    {
        var layout = Layout;
        ArgumentOutOfRangeException.ThrowIfNegative(i0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i0, layout.Rows);
        return layout.Data + (nint)(i0 * layout.Step);
    }

    public IntPtr Ptr(int i0, int i1)
    {
        var row = Ptr(i0);
        ArgumentOutOfRangeException.ThrowIfNegative(i1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i1, Cols);
        return row + i1 * ElemSize();
    }

    public T Get<T>(int i0) where T : struct => Marshal.PtrToStructure<T>(Ptr(i0));

    public T Get<T>(int i0, int i1) where T : struct => Marshal.PtrToStructure<T>(Ptr(i0, i1));

    public void Set<T>(int i0, T value) where T : struct => Marshal.StructureToPtr(value, Ptr(i0), fDeleteOld: false);

    public void Set<T>(int i0, int i1, T value) where T : struct => Marshal.StructureToPtr(value, Ptr(i0, i1), fDeleteOld: false);

    public unsafe ref T At<T>(int i0) where T : unmanaged => ref Unsafe.AsRef<T>((void*)Ptr(i0));

    public unsafe ref T At<T>(int i0, int i1) where T : unmanaged => ref Unsafe.AsRef<T>((void*)Ptr(i0, i1));

    /// <summary>All elements, or none where rows are apart; valid for as long as the matrix is.</summary>
    public unsafe Span<T> AsSpan<T>() where T : unmanaged =>
        IsContinuous() ? new Span<T>((void*)Data, (int)(Total() * ElemSize() / sizeof(T))) : [];

    public unsafe Span<T> RowSpan<T>(int row) where T : unmanaged => new((void*)Ptr(row), Cols * ElemSize() / sizeof(T));

    public bool GetArray<T>(out T[] data) where T : unmanaged
    {
        data = new T[Total()];
        CheckType<T>();
        var cols = Cols;
        for (var row = 0; row < Rows; row++)
            RowSpan<T>(row).CopyTo(data.AsSpan(row * cols));
        return data.Length > 0;
    }

    public bool SetArray<T>(params T[] data) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckType<T>();
        var cols = Cols;
        var rows = Math.Min(Rows, cols == 0 ? 0 : data.Length / cols);
        for (var row = 0; row < rows; row++)
            data.AsSpan(row * cols, cols).CopyTo(RowSpan<T>(row));
        return rows > 0;
    }

    private void CheckType<T>()
    {
        if (!AcceptedTypes.TryGetValue(typeof(T), out var accepted))
            throw new ArgumentException($"Type argument {typeof(T)} is not supported");
        var type = Type();
        if (!accepted.Contains(type))
            throw new OpenCvSharpException("Mat data type is not compatible: " + type);
    }
}
