using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Tests.TorchSharpTests;
using FerTrain.Tests.Training;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Evaluation;

public sealed class EvaluatorTests : IClassFixture<EvaluatorTests.Trained>
{
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
            var shares = predictions.Probabilities(i).ToArray();
            shares.ShouldAllBe(p => p >= 0 && p <= 1);
            shares.Sum().ShouldBe(1, 1e-5);
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
        var live = LiveTensors.AfterCollection();
        var (first, second) = (Evaluate(_trained.Data, SplitName.Test).Predictions, Evaluate(_trained.Data, SplitName.Test).Predictions);
        for (var i = 0; i < first.Count; i++)
            second.Probabilities(i).ToArray().ShouldBe(first.Probabilities(i).ToArray());
        torch.Tensor.TotalCount.ShouldBe(live);
    }

    [Fact]
    public void The_score_on_val_is_the_one_that_training_logged() =>
        Evaluate(_trained.Data, SplitName.Val).Result.Accuracy.ShouldBe(_trained.Result.Best.ValAccuracy);

    [Fact]
    public void Val_stands_in_for_a_part_without_rows_and_scoring_that_part_is_a_mistake()
    {
        var data = _trained.Data with { Split = _trained.Data.Split with { Test = [] } };
        SplitName.Test.OrVal(data.Split).ShouldBe(SplitName.Val);
        SplitName.Test.OrVal(_trained.Data.Split).ShouldBe(SplitName.Test);
        Should.Throw<UserError>(() => Evaluate(data, SplitName.Test)).Message
            .ShouldBe("The data has no test rows; data.split and data.fractions decide which rows are.");
    }

    private FerTrain.Evaluation.Evaluation Evaluate(PreparedData data, SplitName part) => Evaluator.Evaluate(_trained.Best, data, part, torch.CPU);

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
        }

        public PreparedData Data { get; }

        public TrainingResult Result { get; }

        public Checkpoint Best { get; }

        public void Dispose() => _folder.Dispose();
    }
}
