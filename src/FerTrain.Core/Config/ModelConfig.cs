namespace FerTrain.Core.Config;

/// <summary>The <c>model:</c> block.</summary>
public sealed record ModelConfig
{
    /// <summary>Name of the network, as <c>fertrain models list</c> prints it, or svm, knn or random_forest.</summary>
    public string Name { get; init; } = "mini_xception";

    /// <summary>Factor of the L2 penalty on the kernels that the architecture regularises, as Keras's kernel_regularizer.</summary>
    public double L2 { get; init; } = 0.01;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(L2 >= 0 && double.IsFinite(L2))) yield return new($"{at}.l2", L2, "a number of at least 0");
    }
}
