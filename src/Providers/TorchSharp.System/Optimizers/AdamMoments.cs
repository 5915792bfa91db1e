using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share: running means of the gradient and of its square, corrected for their start at zero.</summary>
internal sealed class AdamMoments
{
    private static readonly Operator AdamOp = new("fertrain::adam_");

    private readonly Operator _fused;
    private readonly double _beta1, _beta2, _eps;

    /// <param name="fused">libtorch's own step of the rule, weight decay included.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of its square's.</param>
    /// <param name="eps">Added to the denominator.</param>
    public AdamMoments(string fused, double beta1, double beta2, double eps)
    {
        _fused = new Operator(fused, "tensor_lr");
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
        if (eps < 0) throw new ArgumentException($"Invalid ε: {eps}");
        (_beta1, _beta2, _eps) = (beta1, beta2, eps);
    }

    /// <param name="step">The number of this step, counted from 1.</param>
    public void Step(Tensor[] parameters, Tensor[] gradients, (Tensor[] Means, Tensor[] Squares) moments, double lr, long step)
    {
        var (means, squares) = moments;
        if (parameters.All(parameter => parameter.device_type == DeviceType.CPU && parameter.dtype == ScalarType.Float32))
        {
            AdamOp.Run(parameters, gradients, means, squares, lr, new[] { _beta1, _beta2, _eps }, step);
            return;
        }

        Foreach.MulInPlace(means, _beta1);
        Foreach.AddInPlace(means, gradients, 1 - _beta1);
        Foreach.MulInPlace(squares, _beta2);
        Foreach.AddCMulInPlace(squares, gradients, gradients, 1 - _beta2);

        var denominators = Foreach.Sqrt(squares);
        Foreach.DivInPlace(denominators, Math.Sqrt(1 - Math.Pow(_beta2, step)));
        Foreach.AddInPlace(denominators, _eps);
        Foreach.AddCDivInPlace(parameters, means, denominators, -lr / (1 - Math.Pow(_beta1, step)));
    }

    /// <summary>The whole step from numbers that stay where the parameters are.</summary>
    public void StepRecordably(
        Tensor[] parameters, Tensor[] gradients, (Tensor[] Means, Tensor[] Squares) moments, StepNumbers numbers, double weightDecay)
    {
        Tensor[] steps = [.. Enumerable.Repeat(numbers.Steps, parameters.Length)];
        _fused.Run(
            parameters, gradients, moments.Means, moments.Squares, Array.Empty<Tensor>(), steps, numbers.Rate, _beta1, _beta2, weightDecay, _eps,
            false, false);
    }
}
