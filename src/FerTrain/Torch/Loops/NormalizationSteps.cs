using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FerTrain.Torch.Loops;

/// <summary>Sums of x and x² around the mean of the table.</summary>
internal readonly unsafe struct Moments<T>(NormalizedMaps maps) : NormalizedMaps.ITerms where T : unmanaged, IElements
{
    private readonly void* _x = maps.X;
    private readonly float* _mean = maps.Mean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long index, int place, ref Vector512<float> first, ref Vector512<float> second)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + place);
        first += x;
        second = Vector512.FusedMultiplyAdd(x, x, second);
    }

    public void AddOne(long index, int place, ref float first, ref float second)
    {
        var x = T.LoadOne(_x, index) - _mean[place];
        first += x;
        second += x * x;
    }
}

/// <summary>Sums of the gradient that comes back through ReLU, and of its products with x - mean.</summary>
internal readonly unsafe struct Gradients<T>(NormalizedMaps maps) : NormalizedMaps.ITerms where T : unmanaged, IElements
{
    private readonly Masked<T> _gradient = new(maps);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long index, int place, ref Vector512<float> first, ref Vector512<float> second)
    {
        var (x, dy) = _gradient.Load(index, place);
        first += dy;
        second = Vector512.FusedMultiplyAdd(dy, x, second);
    }

    public void AddOne(long index, int place, ref float first, ref float second)
    {
        var (x, dy) = _gradient.LoadOne(index, place);
        first += dy;
        second += dy * x;
    }
}

/// <summary>Writes the normalised elements, after ReLU.</summary>
internal readonly unsafe struct Normalize<T>(NormalizedMaps maps) : NormalizedMaps.IStep where T : unmanaged, IElements
{
    private readonly void* _x = maps.X, _y = maps.Result;
    private readonly float* _mean = maps.Mean, _scale = maps.Scale, _shift = maps.Shift;
    private readonly float _floor = maps.Floor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(long index, int place)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + place);
        var y = Vector512.FusedMultiplyAdd(x, Vector512.Load(_scale + place), Vector512.Load(_shift + place));
        T.Store(_y, index, Vector512.AndNot(y, Vector512.LessThan(y, Vector512.Create(_floor))));
    }

    public void RunOne(long index, int place)
    {
        var y = MathF.FusedMultiplyAdd(T.LoadOne(_x, index) - _mean[place], _scale[place], _shift[place]);
        T.StoreOne(_y, index, y < _floor ? 0 : y);
    }
}

/// <summary>Writes the gradient of the elements.</summary>
internal readonly unsafe struct NormalizeBackward<T>(NormalizedMaps maps) : NormalizedMaps.IStep where T : unmanaged, IElements
{
    private readonly Masked<T> _gradient = new(maps);
    private readonly void* _dx = maps.Result;
    private readonly float* _scale = maps.Scale, _slope = maps.Slope, _offset = maps.Offset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(long index, int place)
    {
        var (x, dy) = _gradient.Load(index, place);
        var rest = Vector512.FusedMultiplyAdd(x, Vector512.Load(_slope + place), Vector512.Load(_offset + place));
        T.Store(_dx, index, Vector512.FusedMultiplyAdd(dy, Vector512.Load(_scale + place), rest));
    }

    public void RunOne(long index, int place)
    {
        var (x, dy) = _gradient.LoadOne(index, place);
        T.StoreOne(_dx, index, MathF.FusedMultiplyAdd(dy, _scale[place], MathF.FusedMultiplyAdd(x, _slope[place], _offset[place])));
    }
}

/// <summary>x - mean, and the gradient that comes back through ReLU.</summary>
internal readonly unsafe struct Masked<T>(NormalizedMaps maps) where T : unmanaged, IElements
{
    private readonly void* _x = maps.X, _dy = maps.Dy;
    private readonly float* _mean = maps.Mean, _scale = maps.Scale, _shift = maps.Shift;
    private readonly float _floor = maps.Floor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<float> X, Vector512<float> Dy) Load(long index, int place)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + place);
        var y = Vector512.FusedMultiplyAdd(x, Vector512.Load(_scale + place), Vector512.Load(_shift + place));
        return (x, Vector512.AndNot(T.Load(_dy, index), Vector512.LessThanOrEqual(y, Vector512.Create(_floor))));
    }

    public (float X, float Dy) LoadOne(long index, int place)
    {
        var x = T.LoadOne(_x, index) - _mean[place];
        return (x, MathF.FusedMultiplyAdd(x, _scale[place], _shift[place]) <= _floor ? 0 : T.LoadOne(_dy, index));
    }
}
