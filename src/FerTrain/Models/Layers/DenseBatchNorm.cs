using FerTrain.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// Keras's batch normalisation of N×features. Unlike torch's, and unlike Keras's own over maps, its running variance is
/// the biased one, and a last batch of one face is no mistake. Like theirs it computes in float32 whatever comes in.
/// </summary>
internal sealed class DenseBatchNorm : Module<Tensor, Tensor>
{
    private const double Momentum = 0.99;

    private readonly Parameter weight, bias;
    private readonly Tensor running_mean, running_var;

    public DenseBatchNorm(long features) : base(nameof(DenseBatchNorm))
    {
        (weight, bias) = (new Parameter(ones([features])), new Parameter(zeros([features])));
        (running_mean, running_var) = (zeros([features]), ones([features]));
        foreach (var tensor in new[] { weight, bias, running_mean, running_var })
            _ = tensor.DetachFromDisposeScope();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = input.to(float32);
        if (!training) return Normalized(features - running_mean, running_var).MoveToOuterDisposeScope();

        var mean = features.mean([0]);
        var centred = features - mean;
        var variance = centred.Squared().mean([0]);
        Follow(running_mean, mean);
        Follow(running_var, variance);
        return Normalized(centred, variance).MoveToOuterDisposeScope();
    }

    private Tensor Normalized(Tensor centred, Tensor variance) => (centred * variance.Plus(KerasLayers.Epsilon).rsqrt() * weight).Plus(bias);

    private static void Follow(Tensor running, Tensor batch)
    {
        using var quiet = no_grad();
        _ = running.copy_(running.Times(Momentum).Plus(batch.Times(1 - Momentum)));
    }
}
