using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Tests.Torch;
using FerTrain.Tests.Training;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Evaluation;

[Collection(TestCollections.Libtorch)]
public sealed class EvaluatorTests : IClassFixture<EvaluatorTests.Trained>
{
    private static readonly Metric Temperature = Metric.All.Single(metric => metric.Key == "temperature");

    private readonly Trained _trained;

    public EvaluatorTests(Trained trained) => _trained = trained;

    [Fact]
    public void Test_faces_are_leaks_where_training_or_validation_has_them_and_validation_faces_where_training_has()
    {
        // Each part repeats the first face of the part before it, and test also one of training.
        var split = new DataSplit([.. Enumerable.Range(0, 150)], [0, .. Enumerable.Range(150, 30)], [150, 1, .. Enumerable.Range(180, 30)]);
        LeakFreeResult? LeakFree(SplitName part) => Evaluate(_trained.Data with { Split = split }, part).Result.LeakFree;

        LeakFree(SplitName.Test)!.Samples.ShouldBe(30);
        LeakFree(SplitName.Val)!.Samples.ShouldBe(30);
        LeakFree(SplitName.Train).ShouldBeNull();
    }

    [Fact]
    public void Probabilities_are_shares_of_one()
    {
        var predictions = Evaluate(_trained.Data, SplitName.Train).Predictions;
        predictions.Count.ShouldBe(168);
        for (var i = 0; i < predictions.Count; i++)
        {
            var fractions = predictions.Probabilities(i).ToArray();
            fractions.ShouldAllBe(p => p >= 0 && p <= 1);
            fractions.Sum().ShouldBe(1, 1e-5);
            predictions.Label(i).ShouldBe(_trained.Data.Faces.Labels[predictions.Row(i)]);
        }
    }

    /// <summary>More rows than a batch holds, so that the order also decides which faces share one.</summary>
    [Fact]
    public void A_face_scores_the_same_whatever_stands_beside_it()
    {
        int[] rows = [.. Enumerable.Range(0, 210), .. Enumerable.Range(0, 99)];
        var forwards = Evaluate(_trained.Data with { Split = _trained.Data.Split with { Test = [.. rows] } }, SplitName.Test);
        var backwards = Evaluate(_trained.Data with { Split = _trained.Data.Split with { Test = [.. rows.Reverse()] } }, SplitName.Test);

        backwards.Result.Accuracy.ShouldBe(forwards.Result.Accuracy);
        for (var i = 0; i < rows.Length; i++)
        {
            var pairs = forwards.Predictions.Probabilities(i).ToArray().Zip(backwards.Predictions.Probabilities(rows.Length - 1 - i).ToArray());
            pairs.ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
        }
    }

    [Fact]
    public void Two_evaluations_are_equal_to_the_last_bit_and_leave_no_tensor_behind()
    {
        var live = LiveTensors.Count;
        var (first, second) = (Evaluate(_trained.Data, SplitName.Test).Predictions, Evaluate(_trained.Data, SplitName.Test).Predictions);
        for (var i = 0; i < first.Count; i++)
            second.Probabilities(i).ToArray().ShouldBe(first.Probabilities(i).ToArray());
        LiveTensors.Count.ShouldBe(live);
    }

    [Fact]
    public void The_score_on_val_is_the_one_that_training_logged() =>
        Evaluate(_trained.Data, SplitName.Val).Result.Accuracy.ShouldBe(_trained.Result.Best.ValAccuracy);

    [Fact]
    public void Val_stands_in_for_a_part_without_rows_and_scoring_that_part_is_a_mistake()
    {
        var data = _trained.Data with { Split = _trained.Data.Split with { Test = [] } };
        data.Split.OrVal(SplitName.Test).ShouldBe(SplitName.Val);
        _trained.Data.Split.OrVal(SplitName.Test).ShouldBe(SplitName.Test);
        Should.Throw<UserError>(() => Evaluate(data, SplitName.Test)).Message
            .ShouldBe("The data has no test rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows.");
    }

    [Fact]
    public void The_mirror_image_of_a_face_scores_as_the_face_does_under_flip()
    {
        var faces = _trained.Data.Faces;
        var mirrored = new FaceSet([.. faces.Pixels.Chunk(faces.Size).SelectMany(line => line.Reverse())], faces.Labels, faces.Usages);

        var (flip, none) = (EvalConfig(SplitName.Test, TestTimeAugmentation.Flip), EvalConfig(SplitName.Test, TestTimeAugmentation.None));
        var own = Evaluate(_trained.Data, flip);
        var mirror = _trained.Data with { Faces = mirrored };
        Fractions(own).ShouldBe(Fractions(Evaluate(mirror, flip)), 1e-5);
        Fractions(own).ShouldBe(Mean(Fractions(Evaluate(_trained.Data, none)), Fractions(Evaluate(mirror, none))), 1e-5);
        own.Result.Tta.ShouldBe(TestTimeAugmentation.Flip);
    }

    [Fact]
    public void Ten_crops_give_shares_of_one_and_leave_no_tensor_behind()
    {
        var live = LiveTensors.Count;
        var crops = Evaluate(_trained.Data, EvalConfig(SplitName.Test, TestTimeAugmentation.TenCrop)).Predictions;

        for (var i = 0; i < crops.Count; i++)
            crops.Probabilities(i).ToArray().Sum().ShouldBe(1, 1e-5);
        LiveTensors.Count.ShouldBe(live);
    }

    [Fact]
    public void An_ensembles_probabilities_are_the_mean_of_its_members()
    {
        Checkpoint[] members = [_trained.Best, _trained.Other];
        var config = EvalConfig(SplitName.Test, TestTimeAugmentation.None);
        var alone = members.Select(member => Evaluate(_trained.Data, config, member)).ToArray();

        var together = Evaluate(_trained.Data, config, members);

        Fractions(together).ShouldBe(Mean(Fractions(alone[0]), Fractions(alone[1])), 1e-6);
        together.Result.Members.ShouldBe(members.Zip(alone, (member, own) => new MemberResult(member.Path, own.Result.Accuracy) { LeakFreeAccuracy = own.Result.LeakFree?.Accuracy }));
        together.Result.Checkpoint.ShouldBe($"{_trained.Best.Path}, {_trained.Other.Path}");
    }

    [Fact]
    public void The_temperature_is_that_of_the_validation_rows_and_missing_where_they_are_scored_or_missing()
    {
        var validated = Evaluate(_trained.Data, SplitName.Val);
        validated.Result.Scores[Temperature].ShouldBeNull();
        Evaluate(_trained.Data with { Split = _trained.Data.Split with { Val = [] } }, SplitName.Test).Result.Scores[Temperature].ShouldBeNull();
        Evaluate(_trained.Data with { Split = _trained.Data.Split with { Val = _trained.Data.Split.Train } }, SplitName.Test).Result.Scores[Temperature].ShouldBeNull();

        // Rows of a batch can differ in the last bits with what stands beside them.
        Evaluate(_trained.Data, SplitName.Test).Result.Scores[Temperature]!.Value.ShouldBe(TemperatureScaling.Fit(validated.Predictions), 1e-4);
    }

    [Fact]
    public void Training_faces_that_balancing_repeats_are_scored_once()
    {
        var train = _trained.Data.Split.Train;
        Evaluate(_trained.Data with { Split = _trained.Data.Split with { Train = [.. train, .. train[..20]] } }, SplitName.Train).Predictions.Count.ShouldBe(train.Length);
    }

    [Fact]
    public void Resamples_are_as_many_as_the_config_says()
    {
        var config = EvalConfig(SplitName.Test, TestTimeAugmentation.None);
        var result = Evaluate(_trained.Data, config with { BootstrapSamples = 300 });

        result.Result.Confidence["accuracy"].ShouldBe(Bootstrap.Intervals(result.Predictions.ToConfusionMatrix(), 300)["accuracy"]);
    }

    [Fact]
    public void A_cancelled_evaluation_stops_and_leaves_no_tensor_behind()
    {
        var live = LiveTensors.Count;
        var evaluator = new Evaluator(EvaluationData.Of(_trained.Data), EvalConfig(SplitName.Test, TestTimeAugmentation.None), torch.CPU);

        Should.Throw<OperationCanceledException>(() => evaluator.Evaluate([_trained.Best], new CancellationToken(canceled: true)));
        LiveTensors.Count.ShouldBe(live);
    }

    private EvaluationReport Evaluate(PreparedData data, SplitName part) => Evaluate(data, EvalConfig(part, TestTimeAugmentation.None));

    private EvaluationReport Evaluate(PreparedData data, EvalConfig config, params Checkpoint[] checkpoints) =>
        new Evaluator(EvaluationData.Of(data), config, torch.CPU).Evaluate(checkpoints is [] ? [_trained.Best] : checkpoints, CancellationToken.None);

    private static EvalConfig EvalConfig(SplitName part, TestTimeAugmentation tta) => new() { Split = part, Tta = tta, BootstrapSamples = 100 };

    private static double[] Fractions(EvaluationReport evaluation) =>
        [.. Enumerable.Range(0, evaluation.Predictions.Count).SelectMany(i => evaluation.Predictions.Probabilities(i).ToArray()).Select(p => (double)p)];

    private static double[] Mean(double[] first, double[] second) => [.. first.Zip(second, (a, b) => (a + b) / 2)];

    public sealed class Trained : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Trained()
        {
            var config = SmallRun.Config("train.epochs=2");
            Data = DataPreparation.Prepare(config.Data);
            var run = SmallRun.Directory(_folder, "run");
            Result = SmallRun.Train(config, run);
            Best = Checkpoint.Read(run.BestCheckpoint);
            var other = SmallRun.Directory(_folder, "other");
            _ = SmallRun.Train(SmallRun.Config("train.epochs=1", "train.seed=1"), other);
            Other = Checkpoint.Read(other.BestCheckpoint);
        }

        public PreparedData Data { get; }

        internal TrainingResult Result { get; }

        internal Checkpoint Best { get; }

        internal Checkpoint Other { get; }

        public void Dispose() => _folder.Dispose();
    }
}
