namespace FerTrain.Core.Config;

/// <summary>Everything that determines a training run: the whole config file after its overrides.</summary>
public sealed record RunConfig
{
    /// <summary>The architecture and its regularisation.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>The initial weights.</summary>
    public InitConfig Init { get; init; } = new();

    /// <summary>The data and its splits.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>Preprocessing, the same in training, evaluation and everywhere else.</summary>
    public PreprocessConfig Preprocess { get; init; } = new();

    /// <summary>Random augmentation of the training images.</summary>
    public AugmentConfig Augment { get; init; } = new();

    /// <summary>The optimizer.</summary>
    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>The learning-rate schedule.</summary>
    public SchedulerConfig Scheduler { get; init; } = new();

    /// <summary>The training loop.</summary>
    public TrainConfig Train { get; init; } = new();

    /// <summary>Teachers: trained runs to learn from beside the labels.</summary>
    public DistillConfig Distill { get; init; } = new();

    /// <summary>Stopping before the last epoch.</summary>
    public EarlyStoppingConfig EarlyStopping { get; init; } = new();

    /// <summary>The checkpoints that a run keeps.</summary>
    public CheckpointConfig Checkpoint { get; init; } = new();

    /// <summary>The classic baselines: model.name of svm, knn or random_forest.</summary>
    public ClassicConfig Classic { get; init; } = new();

    /// <summary>The evaluation after training.</summary>
    public EvalConfig Eval { get; init; } = new();

    /// <summary>What TensorBoard shows of the training.</summary>
    public TensorboardConfig Tensorboard { get; init; } = new();

    /// <summary>The report and the figures.</summary>
    public ReportConfig Report { get; init; } = new();

    /// <summary>An ensemble: configs that are trained instead of this one and scored together.</summary>
    public EnsembleConfig Ensemble { get; init; } = new();

    /// <summary>Whether the model is a network, whose run can stop and resume.</summary>
    internal bool TrainsInEpochs => !ClassicConfig.Models.Contains(Model.Name);

    /// <summary>Lists the values outside their ranges; for an ensemble, only in the blocks that its members do not set.</summary>
    public IEnumerable<ConfigProblem> Problems() =>
    [
        .. Ensemble.Members.Count == 0 ? OwnProblems() : [],
        .. Eval.Problems("eval"),
        .. Report.Problems("report"),
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
        .. Distill.Problems("distill"),
        .. EarlyStopping.Problems("early_stopping"),
        .. Checkpoint.Problems("checkpoint"),
        .. Classic.Problems("classic"),
        .. CropProblems(),
        .. TrainsInEpochs ? [] : ClassicConfig.UnusedKeys(this),
    ];

    private IEnumerable<ConfigProblem> CropProblems()
    {
        if (Augment.Crop != 0 && !(Augment.Crop >= 32 && Augment.Crop <= Preprocess.Size)) yield return new("augment.crop", Augment.Crop, "0, or 32 to preprocess.size");
        if (Augment.Crop != 0 && Preprocess.Scale == PixelScale.PerPixelMinmax) yield return new("augment.crop", Augment.Crop, "0 with preprocess.scale=per_pixel_minmax");
        if (Augment.RandomCrop && (Augment.Crop > 0 ? Augment.Crop : Preprocess.InputSize) >= Preprocess.Size)
            yield return new("augment.random_crop", "true", "true only with an augment.crop or preprocess.crop between 0 and preprocess.size");
    }
}
