using System.Runtime.InteropServices;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Models;
using FerTrain.Tests.Training;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Gpu;

[Collection(TestCollections.Libtorch)]
public sealed class GpuTrainingTests : IDisposable
{
    private const string Gpu = "cuda:0";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Models => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    [TheoryWithGpu, MemberData(nameof(Models))]
    public void Every_model_trains(string model)
    {
        var result = Train(
            model, "train.epochs=2", $"model.name={model}", $"preprocess.channels={ModelRegistry.Network(model).Channels}");

        result.History.ShouldAllBe(epoch => double.IsFinite(epoch.ValLoss));
        result.History[1].TrainLoss.ShouldNotBe(result.History[0].TrainLoss);
    }

    [TheoryWithGpu]
    [InlineData("model.name=mini_xception")]
    [InlineData("model.name=five_conv train.ema_decay=0.9")] // with dropout
    public void The_same_seeds_give_the_same_run_also_where_it_was_interrupted(string model)
    {
        var config = SmallRun.Config(["train.epochs=2", .. model.Split(' ')]);
        var (first, second, cut) = (SmallRun.Directory(_folder, "first"), SmallRun.Directory(_folder, "second"), SmallRun.Directory(_folder, "cut"));
        SmallRun.Train(config, first, device: Gpu);
        SmallRun.Train(config, second, device: Gpu);
        second.ShouldHaveEndedAs(first);

        SmallRun.TrainOneStepBeyond(epoch: 1, config, cut, device: Gpu);
        SmallRun.Train(config, cut, resume: true, device: Gpu);
        cut.ShouldHaveEndedAs(first);
    }

    [TheoryWithGpu]
    [InlineData("float32", 0.01)]
    [InlineData("tf32", 0.05)]
    [InlineData("bfloat16", 0.05)]
    public void A_GPU_learns_what_the_CPU_learns(string precision, double tolerance)
    {
        string[] longer = ["data.synthetic_count=350", "train.epochs=3", "train.batch_size=32"];
        var cpu = SmallRun.Train(SmallRun.Config(longer), SmallRun.Directory(_folder, "cpu"));
        var gpu = Train(precision, [.. longer, $"train.precision={precision}"]);

        foreach (var (x, y) in cpu.History.Zip(gpu.History))
            y.TrainLoss.ShouldBe(x.TrainLoss, tolerance);
    }

    [FactWithGpu]
    public void TF32_rounds_what_float32_does_not()
    {
        double Loss(string precision) => Train(precision, "train.epochs=1", $"train.precision={precision}").Best.TrainLoss;

        Loss("tf32").ShouldNotBe(Loss("float32"));
    }

    [FactWithGpu]
    public void Probabilities_are_those_of_the_CPU()
    {
        var run = SmallRun.Directory(_folder, "run");
        var config = SmallRun.Config("train.epochs=1", "eval.tta=ten_crop");
        SmallRun.Train(config, run);
        float[] Probabilities(string device)
        {
            var predictions = new Evaluator(EvaluationData.Of(DataPreparation.Prepare(config.Data)), config.Eval with { Split = SplitName.Train }, Devices.Find(device))
                .Evaluate([Checkpoint.Read(run.BestCheckpoint)], CancellationToken.None).Predictions;
            return [.. Enumerable.Range(0, predictions.Count).SelectMany(i => predictions.Probabilities(i).ToArray())];
        }

        foreach (var (gpu, cpu) in Probabilities(Gpu).Zip(Probabilities("cpu")))
            gpu.ShouldBe(cpu, 1e-4f);
    }

    [FactWithGpu]
    public void A_GPU_has_a_name_and_runs_out_of_memory_as_such()
    {
        Devices.GpuName(Devices.Find("auto")).ShouldNotBeNullOrWhiteSpace();
        OutOfMemory.Is(Should.Throw<ExternalException>(() => zeros([1L << 46], device: new Device(Gpu)))).ShouldBeTrue();
    }

    private TrainingResult Train(string name, params string[] overrides) =>
        SmallRun.Train(SmallRun.Config(overrides), SmallRun.Directory(_folder, name), device: Gpu);
}
