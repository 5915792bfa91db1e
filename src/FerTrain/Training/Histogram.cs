using System.Collections.Immutable;
using FerTrain.Models;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Counts how the finite values of a tensor are distributed.</summary>
/// <param name="Least">The left edge of the first bucket.</param>
/// <param name="Greatest">The right edge of the last bucket.</param>
/// <param name="Sum">Of the values.</param>
/// <param name="SumOfSquares">Of the values.</param>
/// <param name="Counts">The values in each of several buckets of equal width.</param>
internal sealed record Histogram(double Least, double Greatest, double Sum, double SumOfSquares, ImmutableArray<double> Counts)
{
    private const int Buckets = 64;

    /// <summary>Measures a tensor; gives null where no value is finite.</summary>
    public static Histogram? Of(Tensor tensor)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var all = tensor.detach().flatten().cpu().to(float64); // which not every accelerator knows
        var values = all.masked_select(all.isfinite());
        if (values.numel() == 0) return null;
        var numbers = stack([values.min(), values.max(), values.sum(), values.Squared().sum()]).data<double>().ToArray();
        var (least, width) = (numbers[0], numbers[1] - numbers[0]);
        // histc takes whole numbers as its limits; all values are equal where there is no width.
        var scaled = width > 0 ? values.Plus(-least).Over(width).Times(Buckets).Clamp(0, Buckets) : zeros_like(values);
        var counts = histc(scaled, Buckets, 0, Buckets).data<double>().ToArray();
        return new(least, numbers[1], numbers[2], numbers[3], [.. counts]);
    }

    /// <summary>Measures each parameter of a model, and its gradient where it has one.</summary>
    public static IReadOnlyList<(string Tag, Histogram Histogram)> OfModel(Classifier model)
    {
        using var scope = NewDisposeScope(); // for the gradients, of which each look makes a tensor
        return
        [
            .. from named in model.named_parameters()
               from part in new[] { (Tag: $"weights/{named.name}", Tensor: (Tensor?)named.parameter), (Tag: $"gradients/{named.name}", Tensor: named.parameter.grad) }
               where part.Tensor is not null
               let histogram = Of(part.Tensor)
               where histogram is not null
               select (part.Tag, histogram),
        ];
    }
}
