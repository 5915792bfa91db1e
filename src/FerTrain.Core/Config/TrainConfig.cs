using System.Diagnostics.CodeAnalysis;

namespace FerTrain.Core.Config;

/// <summary>The loss that training minimises.</summary>
public enum LossName
{
    CrossEntropy,
    Focal,
}

/// <summary>The floating-point types that a training step computes with.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names of the types.")]
public enum Precision
{
    Float32,

    /// <summary>Float32, with the factors of products shortened on a GPU.</summary>
    Tf32,

    /// <summary>Convolutions and products in bfloat16; weights, statistics and the loss in float32.</summary>
    Bfloat16,
}

/// <summary>The <c>train:</c> block.</summary>
public sealed record TrainConfig
{
    /// <summary>Largest number of passes over the training split.</summary>
    public int Epochs { get; init; } = 35;

    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Batches whose gradients are averaged for one step of the optimizer.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Seed of the initial weights, the order of rows, augmentation and dropout.</summary>
    public long Seed { get; init; }

    /// <summary>tf32, on a GPU, shortens the factors of products; bfloat16 also halves the memory traffic of a step; weights stay float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>cross_entropy, or focal (Lin et al., 2017), which weights easy faces less; the validation loss is always cross-entropy, plus the penalty of <c>model.l2</c>.</summary>
    public LossName Loss { get; init; } = LossName.CrossEntropy;

    /// <summary>Exponent of the focal loss; 0 is cross-entropy.</summary>
    public double FocalGamma { get; init; } = 2;

    /// <summary>Fraction of each label that is distributed evenly over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Largest norm of all gradients together; 0 turns clipping off.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Largest absolute value of a gradient; 0 turns clipping off.</summary>
    public double ClipValue { get; init; }

    /// <summary>Decay of the exponential moving average of the weights, which is validated and saved as best.pt; 0 turns it off.</summary>
    public double EmaDecay { get; init; }

    /// <summary>Epoch from which the weights at the end of each epoch are averaged, validated and saved (SWA, Izmailov et al., 2018), BatchNorm's running statistics with them; 0 turns it off.</summary>
    public int SwaStart { get; init; }

    /// <summary>Patterns of the parameters to freeze, where * matches any text, for example ["stem.*"].</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>Whether an average of the weights is validated and saved.</summary>
    internal bool AveragesWeights => EmaDecay > 0 || SwaStart > 0;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Epochs < 1) yield return new($"{at}.epochs", Epochs, "a whole number of at least 1");
        if (BatchSize < 1) yield return new($"{at}.batch_size", BatchSize, "a whole number of at least 1");
        if (AccumulationSteps < 1) yield return new($"{at}.accumulation_steps", AccumulationSteps, "a whole number of at least 1");
        if (!(FocalGamma >= 0 && double.IsFinite(FocalGamma))) yield return new($"{at}.focal_gamma", FocalGamma, "a number of at least 0");
        if (LabelSmoothing is not (>= 0 and < 1)) yield return new($"{at}.label_smoothing", LabelSmoothing, "0 ≤ x < 1");
        if (!(ClipNorm >= 0 && double.IsFinite(ClipNorm))) yield return new($"{at}.clip_norm", ClipNorm, "a number of at least 0");
        if (!(ClipValue >= 0 && double.IsFinite(ClipValue))) yield return new($"{at}.clip_value", ClipValue, "a number of at least 0");
        if (EmaDecay is not (>= 0 and < 1)) yield return new($"{at}.ema_decay", EmaDecay, "0 ≤ x < 1");
        if (SwaStart < 0) yield return new($"{at}.swa_start", SwaStart, "a whole number of at least 0");
        if (SwaStart > Math.Max(Epochs, 0)) yield return new($"{at}.swa_start", SwaStart, $"at most train.epochs, which is {Epochs}");
        if (EmaDecay > 0 && SwaStart > 0) yield return new($"{at}.swa_start", SwaStart, "0 where ema_decay averages the weights already");
    }
}
