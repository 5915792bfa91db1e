using FerTrain.Core.Config;
using FerTrain.Models;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// A second model that holds a mean of the first one's weights and running statistics: exponential over all updates
/// (Polyak and Juditsky, 1992), or equal over the ends of late epochs (SWA, Izmailov et al., 2018).
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly TrainConfig _config;
    private readonly Tensor _share;
    private readonly (Tensor Mean, Tensor Current)[] _pairs;

    public WeightAverage(TrainConfig config, Classifier trained, Classifier average)
    {
        (_config, Model) = (config, average);
        _ = average.load_state_dict(trained.state_dict());
        var means = average.state_dict();
        _share = zeros([], device: means.Values.First().device).DetachFromDisposeScope();
        _pairs = [.. trained.state_dict().Select(entry => (means[entry.Key], entry.Value))];
    }

    public Classifier Model { get; }

    /// <summary>How often weights were added to the mean.</summary>
    public long Count { get; set; }

    /// <summary>Decides how much the next update's weights count; the exponential mean forgets its start faster than its decay says.</summary>
    public void BeforeUpdate()
    {
        if (_config.Ema > 0) Decide(1 - Math.Min(_config.Ema, (1.0 + Count) / (10.0 + Count)));
    }

    /// <summary>Adds the weights; stays on the device.</summary>
    public void AfterUpdate()
    {
        if (_config.Ema > 0) Add();
    }

    public void AfterEpoch(int epoch)
    {
        if (_config.SwaFrom == 0 || epoch < _config.SwaFrom) return;
        Decide(1.0 / (1 + Count));
        Add();
    }

    public void Dispose()
    {
        Model.Dispose();
        _share.Dispose();
    }

    private void Decide(double share)
    {
        _ = _share.fill_(share);
        Count++;
    }

    private void Add()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (mean, current) in _pairs)
            _ = mean.is_floating_point() ? mean.lerp_(current, _share) : mean.copy_(current);
    }
}
