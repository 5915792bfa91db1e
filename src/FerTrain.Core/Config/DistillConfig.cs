namespace FerTrain.Core.Config;

/// <summary>The <c>distill:</c> block: learn from trained runs beside the labels (knowledge distillation, Hinton et al., 2015).</summary>
public sealed record DistillConfig
{
    /// <summary>Runs, ensembles, checkpoints or pretrained models whose mean probabilities are soft labels of the training faces; none of them may have trained on faces that this run validates or tests on.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    /// <summary>Whether the teachers label, in turn, each batch as the student sees it, augmented and mixed (consistent teaching, Beyer et al., 2022, arXiv:2106.05237); else each face and its mirror image, once.</summary>
    public bool Consistent { get; init; }

    /// <summary>What the logarithms of both sides' probabilities are divided by: above 1, unlikely classes count for more.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>The fraction of the loss that is the distance to the teachers; the rest is the loss on the labels.</summary>
    public double Weight { get; init; } = 0.7;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Temperature is not (>= 0.1 and <= 100)) yield return new($"{at}.temperature", Temperature, "0.1 to 100");
        if (Weight is not (>= 0 and <= 1)) yield return new($"{at}.weight", Weight, "0 to 1");
    }
}
