using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// What changes from step to step, as tensors: a step that is recorded on a GPU reads them anew each time it is repeated.
/// </summary>
internal sealed class StepNumbers : IDisposable
{
    private double _rate;

    /// <param name="device">Of the parameters.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="steps">Steps taken so far.</param>
    public StepNumbers(Device device, double rate, long steps)
    {
        (Rate, Steps) = (Scalar(device, rate), Scalar(device, steps));
        _rate = rate;
    }

    public Tensor Rate { get; }

    public Tensor Steps { get; }

    public void SetRate(double rate)
    {
        if (rate == _rate) return;
        _ = Rate.fill_(rate);
        _rate = rate;
    }

    public void Dispose()
    {
        Rate.Dispose();
        Steps.Dispose();
    }

    private static Tensor Scalar(Device device, double value)
    {
        var scalar = zeros([], device: device);
        _ = scalar.fill_(value);
        return scalar.DetachFromDisposeScope();
    }
}
