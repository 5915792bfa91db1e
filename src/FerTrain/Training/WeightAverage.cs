using FerTrain.Core.Config;
using FerTrain.Models;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// A second model that holds a mean of the first one's weights and running statistics: exponential over all updates
/// (Polyak and Juditsky, 1992), or equal over the ends of late epochs (SWA, Izmailov et al., 2018). Running statistics are averaged too, where
/// the latter recompute them by a pass over the training faces.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly TrainConfig _config;
    private readonly (Tensor Mean, Tensor Current)[] _pairs;

    public WeightAverage(TrainConfig config, Classifier trained, Classifier average)
    {
        (_config, Model) = (config, average);
        _ = average.load_state_dict(trained.state_dict());
        var means = average.state_dict();
        _pairs = [.. trained.state_dict().Select(entry => (means[entry.Key], entry.Value))];
    }

    public Classifier Model { get; }

    /// <summary>How many times weights have been added to the mean.</summary>
    public long Count { get; set; }

    /// <summary>Adds the weights to the exponential mean, which forgets its start faster than its decay says.</summary>
    public void AfterUpdate()
    {
        if (_config.EmaDecay > 0) Add(1 - Math.Min(_config.EmaDecay, (1.0 + Count) / (10.0 + Count)));
    }

    public void AfterEpoch(int epoch)
    {
        if (_config.SwaStart == 0 || epoch < _config.SwaStart) return;
        Add(1.0 / (1 + Count));
    }

    public void Dispose() => Model.Dispose();

    private void Add(double weight)
    {
        Count++;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (mean, current) in _pairs)
            _ = mean.is_floating_point() ? mean.lerp_(current, weight) : mean.copy_(current);
    }
}
