using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FerTrain.Torch.Loops;

/// <summary>The matrices of F(4x4, 3x3), sixteen channels at a time; their names are those of Lavin and Gray, arXiv:1509.09308.</summary>
internal static unsafe class WinogradTransform
{
    /// <summary>The sides of a tile in pixels, before and after the convolution.</summary>
    public const int Window = 6, Tile = 4;

    /// <summary>The first vector in memory of the stack that begins with a line of the cache.</summary>
    public static Vector512<float>* Aligned(Vector512<float>* memory) => (Vector512<float>*)(((nuint)memory + 63) & ~(nuint)63);

    /// <summary>Transforms the rows of a square of sixteen channels, then its columns.</summary>
    /// <param name="from">The first element; the next row is <paramref name="row"/> vectors away, the next column <paramref name="column"/>.</param>
    /// <param name="rows">Holds the transformed rows in between.</param>
    /// <param name="to">The first element of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(Vector512<float>* from, int row, int column, Vector512<float>* rows, Vector512<float>* to, int toColumn, int toRow) where T : struct, IMatrix
    {
        for (var y = 0; y < T.Inputs; y++) T.Run(from + (long)y * row, column, rows + y * Window, 1);
        for (var x = 0; x < T.Outputs; x++) T.Run(rows + x, Window, to + (long)x * toColumn, toRow);
    }

    /// <summary>A matrix of the publication, applied to a row or a column.</summary>
    public interface IMatrix
    {
        static abstract int Inputs { get; }

        static abstract int Outputs { get; }

        static abstract void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep);
    }

    /// <summary>Bᵀ, for a window of pixels.</summary>
    public readonly struct OfWindow : IMatrix
    {
        public static int Inputs => 6;

        public static int Outputs => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep)
        {
            var (d0, d1, d2, d3, d4, d5) = (from[0], from[step], from[2 * step], from[3 * step], from[4 * step], from[5 * step]);
            var (even, odd) = (d4 - d2 * 4, d3 - d1 * 4);
            var (near, far) = (d4 - d2, (d3 - d1) * 2);
            to[0] = d0 * 4 - d2 * 5 + d4;
            to[toStep] = even + odd;
            to[2 * toStep] = even - odd;
            to[3 * toStep] = near + far;
            to[4 * toStep] = near - far;
            to[5 * toStep] = d1 * 4 - d3 * 5 + d5;
        }
    }

    /// <summary>G, for a kernel.</summary>
    public readonly struct OfKernel : IMatrix
    {
        public static int Inputs => 3;

        public static int Outputs => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep)
        {
            var (g0, g1, g2) = (from[0], from[step], from[2 * step]);
            var (outer, far) = ((g0 + g2) * (-1 / 6f), g0 * (1 / 24f) + g2 * (1 / 6f));
            to[0] = g0 * 0.25f;
            to[toStep] = outer - g1 * (1 / 6f);
            to[2 * toStep] = outer + g1 * (1 / 6f);
            to[3 * toStep] = far + g1 * (1 / 12f);
            to[4 * toStep] = far - g1 * (1 / 12f);
            to[5 * toStep] = g2;
        }
    }

    /// <summary>Aᵀ, for the products of a window and a kernel.</summary>
    public readonly struct OfProduct : IMatrix
    {
        public static int Inputs => 6;

        public static int Outputs => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep)
        {
            var (m1, m2, m3, m4) = (from[step], from[2 * step], from[3 * step], from[4 * step]);
            var (sum, difference, farSum, farDifference) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
            to[0] = from[0] + sum + farSum;
            to[toStep] = difference + farDifference * 2;
            to[2 * toStep] = sum + farSum * 4;
            to[3 * toStep] = difference + farDifference * 8 + from[5 * step];
        }
    }

    /// <summary>A, for the gradient of a tile.</summary>
    public readonly struct OfGradient : IMatrix
    {
        public static int Inputs => 4;

        public static int Outputs => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep)
        {
            var (y0, y1, y2, y3) = (from[0], from[step], from[2 * step], from[3 * step]);
            var (even, odd, farEven, farOdd) = (y0 + y2, y1 + y3, y0 + y2 * 4, y1 * 2 + y3 * 8);
            to[0] = y0;
            to[toStep] = even + odd;
            to[2 * toStep] = even - odd;
            to[3 * toStep] = farEven + farOdd;
            to[4 * toStep] = farEven - farOdd;
            to[5 * toStep] = y3;
        }
    }

    /// <summary>Gᵀ, for the gradient of a transformed kernel.</summary>
    public readonly struct OfKernelSum : IMatrix
    {
        public static int Inputs => 6;

        public static int Outputs => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run(Vector512<float>* from, int step, Vector512<float>* to, int toStep)
        {
            var (u1, u2, u3, u4) = (from[step], from[2 * step], from[3 * step], from[4 * step]);
            var (sum, farSum) = ((u1 + u2) * (-1 / 6f), u3 + u4);
            to[0] = from[0] * 0.25f + sum + farSum * (1 / 24f);
            to[toStep] = (u2 - u1) * (1 / 6f) + (u3 - u4) * (1 / 12f);
            to[2 * toStep] = sum + farSum * (1 / 6f) + from[5 * step];
        }
    }
}
