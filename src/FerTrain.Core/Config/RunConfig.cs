namespace FerTrain.Core.Config;

/// <summary>Everything that decides a training run: the whole of a config file after its overrides.</summary>
public sealed record RunConfig
{
    /// <summary>The architecture and its regularisation.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>The weights that training starts from.</summary>
    public InitConfig Init { get; init; } = new();

    /// <summary>Where the faces come from and how they are divided.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>What happens to an image before a model sees it, in training, evaluation and everywhere else.</summary>
    public PreprocessConfig Preprocess { get; init; } = new();

    /// <summary>Random changes to the training images.</summary>
    public AugmentConfig Augment { get; init; } = new();

    /// <summary>How the weights follow the gradients.</summary>
    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes from epoch to epoch.</summary>
    public SchedulerConfig Scheduler { get; init; } = new();

    /// <summary>The training loop.</summary>
    public TrainConfig Train { get; init; } = new();

    /// <summary>When to stop before the last epoch.</summary>
    public EarlyStoppingConfig EarlyStopping { get; init; } = new();

    /// <summary>Which epoch's weights are kept as the best.</summary>
    public CheckpointConfig Checkpoint { get; init; } = new();

    /// <summary>The baselines that are no networks: model.name of svm, knn or random_forest.</summary>
    public ClassicConfig Classic { get; init; } = new();

    /// <summary>What is reported after training.</summary>
    public EvalConfig Eval { get; init; } = new();

    /// <summary>Configs that are trained in place of this one, and scored together.</summary>
    public EnsembleConfig Ensemble { get; init; } = new();

    /// <summary>Values outside their ranges, in all blocks; of an ensemble, in those that its members do not decide.</summary>
    public IEnumerable<ConfigProblem> Problems() =>
    [
        .. Ensemble.Members.Count == 0 ? OwnProblems() : [],
        .. Eval.Problems("eval"),
        .. Ensemble.Problems("ensemble"),
    ];

    private IEnumerable<ConfigProblem> OwnProblems() =>
    [
        .. Model.Problems("model"),
        .. Init.Problems("init"),
        .. Data.Problems("data"),
        .. Preprocess.Problems("preprocess"),
        .. Augment.Problems("augment"),
        .. Optimizer.Problems("optimizer"),
        .. Scheduler.Problems("scheduler"),
        .. Train.Problems("train"),
        .. EarlyStopping.Problems("early_stopping"),
        .. Checkpoint.Problems("checkpoint"),
        .. Classic.Problems("classic"),
        .. CropProblems(),
        .. ClassicConfig.Models.Contains(Model.Name) ? ClassicConfig.UnusedKeys(this) : [],
    ];

    private IEnumerable<ConfigProblem> CropProblems()
    {
        if (Augment.RandomCrop && !(Preprocess.Crop > 0 && Preprocess.Crop < Preprocess.Size))
            yield return new("augment.random_crop", "true", "true only with a preprocess.crop between 0 and preprocess.size");
    }
}
