using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Training;
using FerTrain.Training.Classic;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training.Classic;

[Collection(TestCollections.Libtorch)]
public sealed class ClassicTrainerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Models => [.. ClassicConfig.Models];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Models))]
    public void What_was_measured_in_training_is_what_the_checkpoint_answers(string model)
    {
        var config = Config(model);
        var run = SmallRun.Directory(_folder, model);
        var result = SmallRun.Train(config, run);
        var data = DataPreparation.Prepare(config.Data);
        var scored = new Evaluator(EvaluationData.Of(data), new EvalConfig { Split = SplitName.Val }, CPU).Evaluate([Checkpoint.Read(run.BestCheckpoint)], CancellationToken.None);

        scored.Result.Accuracy.ShouldBe(result.Best.ValAccuracy, 1e-9);
        scored.Result.Scores["log_loss"].GetDouble().ShouldBe(result.Best.ValLoss, 1e-4);
        for (var i = 0; i < scored.Predictions.Count; i++)
            scored.Predictions.Probabilities(i).ToArray().Sum().ShouldBe(1, 1e-5);
        SmallRun.Log(run).ShouldHaveSingleItem().Epoch.ShouldBe(1);
        File.Exists(run.LastCheckpoint).ShouldBeFalse();
    }

    [Fact]
    public void Probabilities_are_at_the_temperature_that_fits_the_validation_faces()
    {
        var config = Config("knn", "classic.n_neighbors=[9]");
        var run = SmallRun.Directory(_folder, "run");
        _ = SmallRun.Train(config, run);
        var data = DataPreparation.Prepare(config.Data);
        var validation = new Evaluator(EvaluationData.Of(data), new EvalConfig { Split = SplitName.Val }, CPU).Evaluate([Checkpoint.Read(run.BestCheckpoint)], CancellationToken.None).Predictions;

        TemperatureScaling.Fit(validation).ShouldBe(1, 1e-3);
    }

    [Fact]
    public void The_validation_faces_choose_among_the_settings()
    {
        var tried = new List<TrainingEvent.CandidateTried>();
        var result = SmallRun.Train(Config("knn", "classic.n_neighbors=[100, 1, 3, 500, 1000]"), SmallRun.Directory(_folder, "run"), watch: e => tried.Add(e.ShouldBeOfType<TrainingEvent.CandidateTried>()));

        tried.Select(candidate => candidate.Settings).ShouldBe(["k 100", "k 1", "k 3", "k 112"]); // all training faces, once
        result.Best.ValAccuracy.ShouldBe(tried.Max(candidate => candidate.ValAccuracy), 1e-9);
    }

    [Fact]
    public void Faces_that_one_array_cannot_hold_are_an_error()
    {
        const int faces = 24_948; // of FER2013, in the split of svm.yaml
        ClassicTrainer.Require(Config("svm", "preprocess.size=293"), faces);
        Should.Throw<UserError>(() => ClassicTrainer.Require(Config("svm", "preprocess.size=294"), faces)).Message
            .ShouldBe("Model 'svm' got 24948 training faces of 294 pixels (preprocess.size, preprocess.crop), expected: at most 293, or fewer faces (data.limit).");
        Should.Throw<UserError>(() => ClassicTrainer.Require(Config("svm", "preprocess.size=293", "preprocess.channels=3"), faces));
        ClassicTrainer.Require(Config("svm", "preprocess.size=512", "preprocess.crop=293"), faces);
    }

    [Theory]
    [InlineData(49, "at most 49, of 49 training faces of 1024 pixels")]
    [InlineData(2000, "at most 1024, of 2000 training faces of 1024 pixels")]
    public void More_components_than_faces_or_pixels_are_an_error(int faces, string expected)
    {
        Should.Throw<UserError>(() => ClassicTrainer.Require(Config("knn", "preprocess.size=32", "classic.n_components=1025"), faces)).Message
            .ShouldBe($"classic.n_components: got 1025, expected: {expected}.");
        ClassicTrainer.Require(Config("knn", "preprocess.size=32", $"classic.n_components={Math.Min(faces, 1024)}"), faces);
    }

    [Fact]
    public void A_cancelled_run_leaves_no_checkpoint()
    {
        var run = SmallRun.Directory(_folder, "run");
        Should.Throw<OperationCanceledException>(() => SmallRun.Train(Config("svm"), run, cancel: new CancellationToken(canceled: true)));
        File.Exists(run.BestCheckpoint).ShouldBeFalse();
    }

    [Fact]
    public void There_is_nothing_to_go_on_from()
    {
        var run = SmallRun.Directory(_folder, "run");
        _ = SmallRun.Train(Config("knn"), run);
        Should.Throw<UserError>(() => SmallRun.Train(Config("knn"), run, resume: true)).Message
            .ShouldBe($"{run.BestCheckpoint}: knn is trained in one go; there is nothing to resume.");
    }

    private static RunConfig Config(string model, params string[] overrides) => ConfigFile.Parse(
        $$"""
        model: {name: {{model}}}
        data: {source: synthetic, synthetic_count: 140}
        classic: {n_components: 8, n_estimators: 5}
        """,
        "classic", overrides);
}
