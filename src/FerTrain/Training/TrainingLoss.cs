using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>
/// Computes what a training step minimises: cross-entropy or the focal loss (Lin et al., 2017, arXiv:1708.02002), with smoothed
/// labels and weighted classes, and the distance to teachers' labels (Hinton et al., 2015, arXiv:1503.02531). Weights follow
/// PyTorch: over class numbers the mean divides by the sum of the labels' weights, where Keras divides by the rows; over soft labels
/// it divides by the rows. Validation is scored by plain cross-entropy on the labels.
/// </summary>
internal sealed class TrainingLoss : IDisposable
{
    // A probability of exactly 1 would have an infinite derivative under a gamma below 1.
    private const double LeastDoubt = 1e-7;

    private readonly TrainConfig _config;
    private readonly DistillConfig? _distill;
    private readonly Tensor? _weights;

    public TrainingLoss(TrainConfig config, float[]? classWeights, Device device, DistillConfig? distill = null)
    {
        (_config, _distill) = (config, distill);
        _weights = classWeights is null ? null : tensor(classWeights, device: device).DetachFromDisposeScope();
    }

    /// <summary>Gives the mean over the rows of logits N×C against N class numbers or N×C soft labels, and against N×C labels of teachers at the config's temperature.</summary>
    public Tensor Of(Tensor logits, Tensor targets, Tensor? teacherLabels = null) => teacherLabels is null || _distill is null
        ? OfLabels(logits, targets)
        : OfLabels(logits, targets).Times(1 - _distill.Weight).Plus(OfTeachers(logits, teacherLabels, _distill.Temperature).Times(_distill.Weight));

    public void Dispose() => _weights?.Dispose();

    private Tensor OfLabels(Tensor logits, Tensor targets) => _config is { Loss: LossName.Focal, FocalGamma: > 0 }
        ? Focal(logits, targets)
        : functional.cross_entropy(logits, targets, _weights, label_smoothing: _config.LabelSmoothing);

    /// <summary>Its gradients shrink with the square of the temperature, which the factor makes up for.</summary>
    private static Tensor OfTeachers(Tensor logits, Tensor labels, double temperature) =>
        functional.cross_entropy(logits.Over(temperature), labels).Times(temperature * temperature);

    /// <summary>Cross-entropy, each of its terms times (1 - p)^gamma.</summary>
    private Tensor Focal(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var isHard = targets.dtype == ScalarType.Int64;
        var classes = logits.shape[1];
        var softLabels = isHard ? functional.one_hot(targets, classes).to(logits.dtype) : targets;
        if (_config.LabelSmoothing > 0) softLabels = softLabels.Times(1 - _config.LabelSmoothing).Plus(_config.LabelSmoothing / classes);
        if (_weights is not null) softLabels *= _weights;

        var logP = functional.log_softmax(logits, 1);
        using var gamma = _config.FocalGamma.ToScalar();
        var modulated = logP.exp().Complement().Clamp(LeastDoubt, 1).pow(gamma) * logP;
        var sum = (modulated * softLabels).sum().Times(-1);
        var mean = isHard && _weights is not null ? sum / _weights.index_select(0, targets).sum() : sum.Over(targets.shape[0]);
        return mean.MoveToOuterDisposeScope();
    }
}

/// <summary>Keras's L2: the weight times the squared norm of the regularised kernels.</summary>
internal static class L2Penalty
{
    public static Tensor Of(Classifier model, double weight, Device device)
    {
        var penalty = zeros([], device: device);
        if (weight == 0) return penalty;
        foreach (var kernel in model.RegularizedKernels)
            penalty = penalty.Plus(kernel.Squared().sum().Times(weight));
        return penalty;
    }

    /// <summary>The penalty as a number, which waits for the device.</summary>
    public static double ValueOf(Classifier model, double weight, Device device)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Of(model, weight, device).item<float>();
    }
}
