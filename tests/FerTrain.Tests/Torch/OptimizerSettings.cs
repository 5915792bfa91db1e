using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

/// <summary>The settings of every optimiser together; each has a meaning to those that know it.</summary>
internal sealed record OptimizerSettings
{
    public double Lr { get; init; }

    public double Beta1 { get; init; }

    public double Beta2 { get; init; }

    public double Eps { get; init; }

    public double Alpha { get; init; }

    public double Momentum { get; init; }

    public double Dampening { get; init; }

    public double WeightDecay { get; init; }

    public bool Nesterov { get; init; }

    public bool Centered { get; init; }

    public OptimizerHelper Create(string name, IEnumerable<Parameter> parameters) => name switch
    {
        "adam" => optim.Adam(parameters, Lr, Beta1, Beta2, Eps, WeightDecay),
        "adamw" => optim.AdamW(parameters, Lr, Beta1, Beta2, Eps, WeightDecay),
        "sgd" => optim.SGD(parameters, Lr, Momentum, Dampening, WeightDecay, Nesterov),
        "rmsprop" => optim.RMSProp(parameters, Lr, Alpha, Eps, WeightDecay, Momentum, Centered),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
