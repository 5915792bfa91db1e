using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share: running means of the gradient and of its square, corrected for their start at zero.</summary>
internal sealed class AdamMoments
{
    private static readonly Operator AdamOp = new("fertrain::adam_");

    private readonly double _beta1, _beta2, _eps;

    public AdamMoments(double beta1, double beta2, double eps)
    {
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

    /// <summary>One of libtorch's own fused steps, weight decay included.</summary>
    public void StepRecordably(
        Operator fused, Tensor[] parameters, Tensor[] gradients, (Tensor[] Means, Tensor[] Squares) moments, (StepNumbers Numbers, double Decay) rule)
    {
        Tensor[] steps = [.. Enumerable.Repeat(rule.Numbers.Steps, parameters.Length)];
        fused.Run(
            parameters, gradients, moments.Means, moments.Squares, Array.Empty<Tensor>(), steps, rule.Numbers.Rate, _beta1, _beta2, rule.Decay, _eps,
            false, false);
    }
}
