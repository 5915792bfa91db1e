namespace FerTrain.Core.Config;

/// <summary>A split of the data.</summary>
public enum SplitName
{
    Train,
    Val,
    Test,
}

/// <summary>Views of each face whose probabilities are averaged.</summary>
public enum TestTimeAugmentation
{
    None,

    /// <summary>The face and its mirror image.</summary>
    Flip,

    /// <summary>Four corners and the centre, each with its mirror image.</summary>
    TenCrop,
}

/// <summary>The checkpoints of a run that can be its result.</summary>
public enum ScoredCheckpoint
{
    /// <summary>best.pt.</summary>
    Best,

    /// <summary>last.pt.</summary>
    Last,
}

/// <summary>The <c>eval:</c> block.</summary>
public sealed record EvalConfig
{
    /// <summary>Split that is scored after training; where it is empty, val is scored and named.</summary>
    public SplitName Split { get; init; } = SplitName.Test;

    /// <summary>best scores best.pt, of the best epoch by <c>checkpoint.monitor</c>; last scores last.pt, the weights at the end of training.</summary>
    public ScoredCheckpoint Checkpoint { get; init; } = ScoredCheckpoint.Best;
    /// <summary>Splits that are scored beside <c>split</c>, as that is, for example [train, val].</summary>
    public IReadOnlyList<SplitName> Splits { get; init; } = [];

    /// <summary>Test-time augmentation: flip averages each face with its mirror image; ten_crop averages the four corner crops and the centre crop, each with its mirror image.</summary>
    public TestTimeAugmentation Tta { get; init; } = TestTimeAugmentation.None;

    /// <summary>Bootstrap resamples behind the 95 % confidence intervals.</summary>
    public int BootstrapSamples { get; init; } = 1000;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (BootstrapSamples is < 100 or > 100_000) yield return new($"{at}.bootstrap_samples", BootstrapSamples, "100 to 100000");
    }
}
