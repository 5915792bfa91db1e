using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

/// <summary>Computes derivatives by central differences, to check autograd.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;

    /// <summary>Checks the gradient of a random weighting of the outputs with respect to every element of every input.</summary>
    public static void ShouldEqualGradients(Func<Tensor[], Tensor> function, long[][] shapes, RandomStream random)
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [.. shapes.Select(shape => Tensors.Random(random, shape).requires_grad_())];
        var output = function(inputs);
        var weights = Tensors.Random(random, output.shape);
        (output * weights).sum().backward();

        for (var i = 0; i < inputs.Length; i++)
        {
            var numeric = Numeric(function, inputs, i, weights);
            inputs[i].grad.ShouldNotBeNull().Values().ShouldBe(numeric, Tolerance, $"input {i}");
        }
    }

    private static double[] Numeric(Func<Tensor[], Tensor> function, Tensor[] inputs, int varied, Tensor weights)
    {
        using var quiet = no_grad();
        var values = inputs[varied].Values();
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            result[i] = (LossAt(i, Step) - LossAt(i, -Step)) / (2 * Step);
        return result;

        double LossAt(int index, double change)
        {
            using var scope = NewDisposeScope();
            double[] changed = [.. values];
            changed[index] += change;
            Tensor[] arguments = [.. inputs];
            arguments[varied] = tensor(changed, inputs[varied].shape);
            return (function(arguments) * weights).sum().item<double>();
        }
    }
}
