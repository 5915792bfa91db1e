using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

/// <summary>A square image that goes on without end, pixel by pixel as its fill mode says.</summary>
internal sealed record FilledImage(double[] Pixels, FillMode Fill = FillMode.Nearest, double FillValue = 0)
{
    public int Side { get; } = (int)Math.Sqrt(Pixels.Length);

    public static FilledImage Random(RandomStream random, int side) =>
        new([.. Enumerable.Range(0, side * side).Select(_ => 255 * random.NextDouble())]);

    public Tensor ToTensor() => tensor(Pixels, [1, 1, Side, Side], float32);

    /// <summary>Linear between the four neighbours.</summary>
    public double At(double y, double x)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, across) = (y - top, x - left);
        return (1 - down) * ((1 - across) * this[top, left] + across * this[top, left + 1])
            + down * ((1 - across) * this[top + 1, left] + across * this[top + 1, left + 1]);
    }

    public double this[int row, int column] => Fill switch
    {
        FillMode.Nearest => Inside(Math.Clamp(row, 0, Side - 1), Math.Clamp(column, 0, Side - 1)),
        FillMode.Reflect => Inside(Reflected(row), Reflected(column)),
        FillMode.Constant => row >= 0 && row < Side && column >= 0 && column < Side ? Inside(row, column) : FillValue,
        _ => Inside(Modulo(row, Side), Modulo(column, Side)),
    };

    private double Inside(int row, int column) => Pixels[row * Side + column];

    private int Reflected(int index) => Modulo(index, 2 * Side) is var i && i < Side ? i : 2 * Side - 1 - i;

    private static int Modulo(int index, int count) => (index % count + count) % count;
}
