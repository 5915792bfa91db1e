using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>A classifier that is no network: pixels, perhaps their principal components, votes on these, and a temperature that makes probabilities of votes.</summary>
internal sealed class VotingClassifier : Classifier
{
    private readonly IReadOnlyList<Module<Tensor, Tensor>> _steps;

    /// <summary>It disposes its parts.</summary>
    public VotingClassifier(PrincipalComponents? components, Module<Tensor, Tensor> votes, Temperature temperature) : base(nameof(VotingClassifier))
    {
        (string Name, Module<Tensor, Tensor>? Step)[] parts =
            [("flatten", Flatten()), (nameof(components), components), (nameof(votes), votes), (nameof(temperature), temperature)];
        foreach (var (name, step) in parts)
            if (step is not null)
                register_module(name, step);
        _steps = [.. parts.Select(part => part.Step).OfType<Module<Tensor, Tensor>>()];
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _steps.Aggregate(input, (value, step) => step.call(value)).MoveToOuterDisposeScope();
    }
}
