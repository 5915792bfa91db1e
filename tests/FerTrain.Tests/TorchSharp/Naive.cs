namespace FerTrain.Tests.TorchSharpTests;

/// <summary>Layers by their definitions, over maps N×C×H×W.</summary>
internal static class Naive
{
    /// <param name="Kernel">Side of the window.</param>
    internal readonly record struct Window(int Kernel, int Stride = 1, int Padding = 0, int Dilation = 1)
    {
        public int OutputSize(int input, bool ceiling = false)
        {
            var span = input + 2 * Padding - Dilation * (Kernel - 1) - 1;
            var size = (ceiling ? (span + Stride - 1) / Stride : span / Stride) + 1;
            return ceiling && (size - 1) * Stride >= input + Padding ? size - 1 : size; // none may start in the far padding
        }

        /// <summary>The positions of one output's window that lie inside the map, with their places in the kernel.</summary>
        public IEnumerable<(int Position, int Tap)> Taps(int output, int input)
        {
            for (var tap = 0; tap < Kernel; tap++)
            {
                var position = output * Stride - Padding + tap * Dilation;
                if (position >= 0 && position < input) yield return (position, tap);
            }
        }
    }

    public static double[,,,] Conv2d(double[,,,] x, double[,,,] weight, double[]? bias, Window window, int groups)
    {
        var inPerGroup = weight.GetLength(1);
        var outPerGroup = weight.GetLength(0) / groups;
        return Build(x, weight.GetLength(0), window.OutputSize(x.GetLength(2)), window.OutputSize(x.GetLength(3)), (n, o, row, column) =>
            (bias?[o] ?? 0) +
            (from y in window.Taps(row, x.GetLength(2))
             from z in window.Taps(column, x.GetLength(3))
             from c in Enumerable.Range(0, inPerGroup)
             select x[n, o / outPerGroup * inPerGroup + c, y.Position, z.Position] * weight[o, c, y.Tap, z.Tap]).Sum());
    }

    public static double[,,,] MaxPool(double[,,,] x, Window window, bool ceiling = false) =>
        Pool(x, window, ceiling, (values, _) => values.Max());

    public static double[,,,] AveragePool(double[,,,] x, Window window, bool countPadding) =>
        Pool(x, window, ceiling: false, (values, area) => values.Sum() / (countPadding ? area : values.Count));

    public static double[,,,] AdaptiveAveragePool(double[,,,] x, int size) => Build(x, x.GetLength(1), size, size, (n, c, row, column) =>
        (from y in Range(row, x.GetLength(2), size) from z in Range(column, x.GetLength(3), size) select x[n, c, y, z]).Average());

    /// <summary>Mean and biased variance of every channel.</summary>
    public static (double Mean, double Variance)[] ChannelMoments(double[,,,] x) =>
    [
        .. Enumerable.Range(0, x.GetLength(1)).Select(c =>
        {
            double[] values =
            [
                .. from n in Enumerable.Range(0, x.GetLength(0))
                   from y in Enumerable.Range(0, x.GetLength(2))
                   from z in Enumerable.Range(0, x.GetLength(3))
                   select x[n, c, y, z],
            ];
            var mean = values.Average();
            return (mean, values.Average(value => (value - mean) * (value - mean)));
        }),
    ];

    public static double[,,,] Normalize(double[,,,] x, (double Mean, double Variance)[] moments, double[] weight, double[] bias, double eps) =>
        Build(x, x.GetLength(1), x.GetLength(2), x.GetLength(3), (n, c, y, z) =>
            (x[n, c, y, z] - moments[c].Mean) / Math.Sqrt(moments[c].Variance + eps) * weight[c] + bias[c]);

    private static double[,,,] Pool(double[,,,] x, Window window, bool ceiling, Func<List<double>, int, double> reduce) =>
        Build(x, x.GetLength(1), window.OutputSize(x.GetLength(2), ceiling), window.OutputSize(x.GetLength(3), ceiling), (n, c, row, column) => reduce(
            [.. from y in window.Taps(row, x.GetLength(2)) from z in window.Taps(column, x.GetLength(3)) select x[n, c, y.Position, z.Position]],
            window.Kernel * window.Kernel));

    private static IEnumerable<int> Range(int output, int input, int size) =>
        Enumerable.Range(output * input / size, ((output + 1) * input + size - 1) / size - output * input / size);

    private static double[,,,] Build(double[,,,] x, int channels, int height, int width, Func<int, int, int, int, double> value)
    {
        var result = new double[x.GetLength(0), channels, height, width];
        for (var n = 0; n < x.GetLength(0); n++)
            for (var c = 0; c < channels; c++)
                for (var y = 0; y < height; y++)
                    for (var z = 0; z < width; z++)
                        result[n, c, y, z] = value(n, c, y, z);
        return result;
    }
}
