using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>Fractions of votes divided by one number are logits, whose softmax keeps the order of the votes (Guo et al., 2017, scale logits so).</summary>
internal sealed class Temperature : Module<Tensor, Tensor>
{
    private readonly Parameter temperature;

    public Temperature(double value = 1) : base(nameof(Temperature))
    {
        temperature = new Parameter(tensor([(float)value]), requires_grad: false);
        _ = temperature.DetachFromDisposeScope();
        RegisterComponents();
    }

    internal Temperature(Tensor value) : this() => Set(value.item<float>());

    public void Set(double value)
    {
        using var quiet = no_grad();
        using var number = tensor([(float)value]);
        _ = temperature.copy_(number);
    }

    public override Tensor forward(Tensor votes) => votes / temperature;
}
