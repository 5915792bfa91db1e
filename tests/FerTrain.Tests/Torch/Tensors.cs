using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

/// <summary>Makes random tensors and reads tensors as plain numbers.</summary>
internal static class Tensors
{
    public static double[] RandomValues(RandomStream random, params ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
            count *= size;
        return [.. Enumerable.Range(0, (int)count).Select(_ => random.NextNormal())];
    }

    public static Tensor Random(RandomStream random, params long[] shape) => tensor(RandomValues(random, shape), shape);

    public static Tensor RandomFloats(RandomStream random, params long[] shape) => tensor(RandomValues(random, shape), shape, float32);

    public static double[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(float64).data<double>().ToArray();
    }

    public static double[,,,] Map(this Tensor tensor)
    {
        var shape = tensor.shape;
        var map = new double[shape[0], shape[1], shape[2], shape[3]];
        Buffer.BlockCopy(tensor.Values(), 0, map, 0, map.Length * sizeof(double));
        return map;
    }

    public static void ShouldMatch(this Tensor actual, Array expected, double tolerance = 1e-5, string? message = null)
    {
        actual.shape.ShouldBe(Enumerable.Range(0, expected.Rank).Select(i => (long)expected.GetLength(i)), message);
        actual.Values().ShouldBe(expected.Cast<double>(), tolerance, message);
    }
}
