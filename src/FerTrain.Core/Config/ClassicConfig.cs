namespace FerTrain.Core.Config;

/// <summary>The <c>classic:</c> block: baselines without a network.</summary>
public sealed record ClassicConfig
{
    public const string Svm = "svm", Knn = "knn", RandomForest = "random_forest";

    internal const int DeepestTree = 25; // OpenCV's limit

    /// <summary>The names that model.name accepts beside those of networks.</summary>
    public static IReadOnlyList<string> Models { get; } = [Svm, Knn, RandomForest];

    /// <summary>Principal components of the pixels: their number, or below 1 the fraction of variance that they explain; 0 uses the pixels themselves.</summary>
    public double NComponents { get; init; }

    /// <summary>Penalties C of the support vector machine, from which the validation split chooses one.</summary>
    public IReadOnlyList<double> SvmC { get; init; } = [1];

    /// <summary>Coefficients of its Gaussian kernel, in units of 1 / (features · variance), scikit-learn's <c>scale</c>; the validation split chooses one.</summary>
    public IReadOnlyList<double> SvmGamma { get; init; } = [1];

    /// <summary>Numbers of nearest neighbours, from which the validation split chooses one.</summary>
    public IReadOnlyList<double> NNeighbors { get; init; } = [1, 5, 15, 50];

    /// <summary>Number of trees in the random forest.</summary>
    public int NEstimators { get; init; } = 100;

    /// <summary>Largest depth of a tree.</summary>
    public int MaxDepth { get; init; } = DeepestTree;

    /// <summary>Smallest number of rows in a node that is split.</summary>
    public int MinSamplesSplit { get; init; } = 2;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(NComponents is >= 0 and < 1 || IsCount(NComponents))) yield return new($"{at}.n_components", NComponents, "0 ≤ x < 1, or a whole number");
        if (!SvmC.All(c => c > 0) || SvmC.Count == 0) yield return new($"{at}.svm_c", Shown(SvmC), "numbers above 0");
        if (!SvmGamma.All(gamma => gamma > 0) || SvmGamma.Count == 0) yield return new($"{at}.svm_gamma", Shown(SvmGamma), "numbers above 0");
        if (!NNeighbors.All(IsCount) || NNeighbors.Count == 0) yield return new($"{at}.n_neighbors", Shown(NNeighbors), "whole numbers of at least 1");
        if (NEstimators < 1) yield return new($"{at}.n_estimators", NEstimators, "a whole number of at least 1");
        if (MaxDepth is not (>= 1 and <= DeepestTree)) yield return new($"{at}.max_depth", MaxDepth, $"1 to {DeepestTree}");
        if (MinSamplesSplit < 2) yield return new($"{at}.min_samples_split", MinSamplesSplit, "a whole number of at least 2");
    }

    /// <summary>Lists the keys that differ from their defaults although such a model ignores them.</summary>
    internal static IEnumerable<ConfigProblem> UnusedKeys(RunConfig config)
    {
        var defaults = new RunConfig();
        return
            from key in ConfigKeys.Keys
            where key.Block is "init" or "augment" or "optimizer" or "scheduler" or "distill" or "early_stopping" or "checkpoint" or "tensorboard"
                || (key.Block == "train" && key.Name != "seed") || key.Path is "model.l2" or "data.ferplus_labels" or "eval.checkpoint"
                || (key.Path == "data.balance" && config.Data.Balance is BalanceMethod.ClassWeights or BalanceMethod.Sampler)
            let value = key.Text(config)
            let expected = key.Text(defaults)
            where value != expected
            select new ConfigProblem(key.Path, value, $"{expected}, its default, with model.name={config.Model.Name}, which ignores it");
    }

    private static bool IsCount(double number) => number is >= 1 and <= int.MaxValue && double.IsInteger(number);

    private static string Shown(IEnumerable<double> numbers) => ConfigType.Of(typeof(IReadOnlyList<double>)).Write(numbers.ToArray());
}
