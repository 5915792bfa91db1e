namespace FerTrain.Core.Config;

/// <summary>The <c>model:</c> block.</summary>
public sealed record ModelConfig
{
    /// <summary>A name of <c>fertrain models list</c>, or svm, knn or random_forest.</summary>
    public string Name { get; init; } = "mini_xception";

    /// <summary>Weight of the squared norm that the architecture's regularised kernels add to the loss, as Keras's L2.</summary>
    public double L2 { get; init; } = 0.01;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(L2 >= 0 && double.IsFinite(L2))) yield return new($"{at}.l2", L2, "a number of at least 0");
    }
}
