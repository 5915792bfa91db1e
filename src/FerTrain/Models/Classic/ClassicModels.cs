using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Classic;

/// <summary>Brings the baselines that are no networks back from their state; what they are made of depends on their training.</summary>
public static class ClassicModels
{
    /// <param name="config">Of its training.</param>
    /// <param name="classes">Fractions of votes that it gives.</param>
    /// <param name="state">Its tensors by their names.</param>
    /// <exception cref="UserError">The state is of another model.</exception>
    public static VotingClassifier Create(RunConfig config, int classes, Func<string, Tensor> state)
    {
        var components = config.Classic.NComponents > 0 ? new PrincipalComponents(state("components.mean"), state("components.directions")) : null;
        return new VotingClassifier(components, Votes(config.Model.Name, classes, name => state($"votes.{name}")), new Temperature(state("temperature.temperature")));
    }

    private static Module<Tensor, Tensor> Votes(string model, int classes, Func<string, Tensor> state) => model switch
    {
        ClassicConfig.Svm => new SupportVectors(state("vectors"), state("coefficients"), state("offsets"), state("gamma"), classes),
        ClassicConfig.Knn => new NearestNeighbors(state("faces"), state("labels"), state("neighbors"), classes),
        ClassicConfig.RandomForest => new RandomForest(
            state("roots"), new TreeNodes(state("features"), state("thresholds"), state("left"), state("labels")), classes),
        _ => throw UserError.UnknownName("model", model, ClassicConfig.Models),
    };
}
