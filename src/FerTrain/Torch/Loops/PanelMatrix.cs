using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Matrices of a panel of 32 columns after another, so that rows lie side by side in memory: the product of two has eight rows of a
/// panel in sixteen registers of AVX-512, or a quarter of them in eight of AVX2.
/// </summary>
internal static unsafe class PanelMatrix
{
    /// <summary>The columns of a panel, and the rows that are computed together.</summary>
    public const int Panel = 2 * Maps.Lanes, Rows = 8;

    /// <summary>Whether the registers multiply and add at once.</summary>
    public static bool IsFast => Vector512.IsHardwareAccelerated || Fma.IsSupported;

    public static int Padded(int rows) => (rows + Rows - 1) / Rows * Rows;

    public interface IOrder
    {
        /// <summary>Floats from a row of the left matrix to the next, and from a column to the next.</summary>
        static abstract int Row { get; }

        static abstract int Column { get; }
    }

    public readonly struct Plain : IOrder
    {
        public static int Row => Panel;

        public static int Column => 1;
    }

    public readonly struct Transposed : IOrder
    {
        public static int Row => 1;

        public static int Column => Panel;
    }

    /// <summary>Adds the same panel to every row.</summary>
    public static void AddToRows(float* c, int rows, float* added)
    {
        var (first, second) = (Vector512.Load(added), Vector512.Load(added + Maps.Lanes));
        for (var row = c; row < c + rows * Panel; row += Panel)
        {
            (Vector512.Load(row) + first).Store(row);
            (Vector512.Load(row + Maps.Lanes) + second).Store(row + Maps.Lanes);
        }
    }

    /// <summary>Computes eight rows of a panel of c = a · b, or adds to them.</summary>
    /// <param name="a">The rows of the left matrix, in <paramref name="panels"/> of so many <paramref name="columns"/>,
    /// each <paramref name="panel"/> floats after the one before.</param>
    /// <param name="b">A panel of the right matrix.</param>
    public static void Multiply<T>(float* a, int panels, long panel, int columns, float* b, float* c, bool add) where T : struct, IOrder
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MultiplyWhole<T>(a, panels, panel, columns, b, c, add);
            return;
        }

        for (var row = 0; row < Rows; row += Rows / 2)
            for (var half = 0; half < Panel; half += Panel / 2)
                MultiplyQuarter<T>(a + row * T.Row, panels, panel, columns, b + half, c + row * Panel + half, add);
    }

    /// <summary>Computes four rows of half a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyQuarter<T>(float* a, int panels, long panel, int columns, float* b, float* c, bool add) where T : struct, IOrder
    {
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        if (add)
        {
            (a0, a1, b0, b1) = (Vector256.Load(c), Vector256.Load(c + 8), Vector256.Load(c + 32), Vector256.Load(c + 40));
            (c0, c1, d0, d1) = (Vector256.Load(c + 64), Vector256.Load(c + 72), Vector256.Load(c + 96), Vector256.Load(c + 104));
        }

        for (var outer = 0; outer < panels; outer++)
        {
            var left = a + outer * panel;
            for (var k = 0; k < columns; k++)
            {
                var (first, second) = (Vector256.Load(b), Vector256.Load(b + 8));
                var factor = Vector256.Create(left[0]);
                a0 = Vector256.FusedMultiplyAdd(factor, first, a0);
                a1 = Vector256.FusedMultiplyAdd(factor, second, a1);
                factor = Vector256.Create(left[T.Row]);
                b0 = Vector256.FusedMultiplyAdd(factor, first, b0);
                b1 = Vector256.FusedMultiplyAdd(factor, second, b1);
                factor = Vector256.Create(left[2 * T.Row]);
                c0 = Vector256.FusedMultiplyAdd(factor, first, c0);
                c1 = Vector256.FusedMultiplyAdd(factor, second, c1);
                factor = Vector256.Create(left[3 * T.Row]);
                d0 = Vector256.FusedMultiplyAdd(factor, first, d0);
                d1 = Vector256.FusedMultiplyAdd(factor, second, d1);
                left += T.Column;
                b += Panel;
            }
        }

        a0.Store(c);
        a1.Store(c + 8);
        b0.Store(c + 32);
        b1.Store(c + 40);
        c0.Store(c + 64);
        c1.Store(c + 72);
        d0.Store(c + 96);
        d1.Store(c + 104);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyWhole<T>(float* a, int panels, long panel, int columns, float* b, float* c, bool add) where T : struct, IOrder
    {
        Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        Vector512<float> e0 = default, e1 = default, f0 = default, f1 = default, g0 = default, g1 = default, h0 = default, h1 = default;
        if (add)
        {
            (a0, a1, b0, b1) = (Vector512.Load(c), Vector512.Load(c + 16), Vector512.Load(c + 32), Vector512.Load(c + 48));
            (c0, c1, d0, d1) = (Vector512.Load(c + 64), Vector512.Load(c + 80), Vector512.Load(c + 96), Vector512.Load(c + 112));
            (e0, e1, f0, f1) = (Vector512.Load(c + 128), Vector512.Load(c + 144), Vector512.Load(c + 160), Vector512.Load(c + 176));
            (g0, g1, h0, h1) = (Vector512.Load(c + 192), Vector512.Load(c + 208), Vector512.Load(c + 224), Vector512.Load(c + 240));
        }

        for (var outer = 0; outer < panels; outer++)
        {
            var left = a + outer * panel;
            for (var k = 0; k < columns; k++)
            {
                var (first, second) = (Vector512.Load(b), Vector512.Load(b + 16));
                var factor = Vector512.Create(left[0]);
                a0 = Vector512.FusedMultiplyAdd(factor, first, a0);
                a1 = Vector512.FusedMultiplyAdd(factor, second, a1);
                factor = Vector512.Create(left[T.Row]);
                b0 = Vector512.FusedMultiplyAdd(factor, first, b0);
                b1 = Vector512.FusedMultiplyAdd(factor, second, b1);
                factor = Vector512.Create(left[2 * T.Row]);
                c0 = Vector512.FusedMultiplyAdd(factor, first, c0);
                c1 = Vector512.FusedMultiplyAdd(factor, second, c1);
                factor = Vector512.Create(left[3 * T.Row]);
                d0 = Vector512.FusedMultiplyAdd(factor, first, d0);
                d1 = Vector512.FusedMultiplyAdd(factor, second, d1);
                factor = Vector512.Create(left[4 * T.Row]);
                e0 = Vector512.FusedMultiplyAdd(factor, first, e0);
                e1 = Vector512.FusedMultiplyAdd(factor, second, e1);
                factor = Vector512.Create(left[5 * T.Row]);
                f0 = Vector512.FusedMultiplyAdd(factor, first, f0);
                f1 = Vector512.FusedMultiplyAdd(factor, second, f1);
                factor = Vector512.Create(left[6 * T.Row]);
                g0 = Vector512.FusedMultiplyAdd(factor, first, g0);
                g1 = Vector512.FusedMultiplyAdd(factor, second, g1);
                factor = Vector512.Create(left[7 * T.Row]);
                h0 = Vector512.FusedMultiplyAdd(factor, first, h0);
                h1 = Vector512.FusedMultiplyAdd(factor, second, h1);
                left += T.Column;
                b += Panel;
            }
        }

        a0.Store(c);
        a1.Store(c + 16);
        b0.Store(c + 32);
        b1.Store(c + 48);
        c0.Store(c + 64);
        c1.Store(c + 80);
        d0.Store(c + 96);
        d1.Store(c + 112);
        e0.Store(c + 128);
        e1.Store(c + 144);
        f0.Store(c + 160);
        f1.Store(c + 176);
        g0.Store(c + 192);
        g1.Store(c + 208);
        h0.Store(c + 224);
        h1.Store(c + 240);
    }
}
