using System.Text.Json.Nodes;
using FerTrain.Core.Runs;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Cli;
using FerTrain.Tests.Training;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Reports.TensorBoard;

[Collection(TestCollections.Libtorch)]
public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithPython]
    public void A_run_shows_its_metrics_its_config_and_images_of_its_folder()
    {
        var run = Train(epochs: 2);

        var found = EventReader.Read(run.TensorBoard);
        ShouldShowTheLog(found, run);
        var (step, config) = found.Values().Single(v => v.Value["tensor"] is not null);
        (step, Tag(config)).ShouldBe((1, "config"));
        config["tensor"]!["strings"]![0]!.GetValue<string>().ShouldBe($"```yaml\n{File.ReadAllText(run.Config)}```\n");
        var images = found.Values().Where(v => v.Value["image"] is not null).ToArray();
        images.Select(p => (p.Step, Tag(p.Value))).ShouldBe([(1, "plots/train_batch"), (3, "eval/test/confusion_matrix")]);
        foreach (var (_, image) in images)
            Convert.FromBase64String(image["image"]!["png"]!.GetValue<string>()).ShouldBe(File.ReadAllBytes(Path.Combine(run.Root, $"{Tag(image)}.png")));
    }

    [FactWithPython]
    public void A_run_that_was_cancelled_in_its_third_epoch_shows_each_epoch_once()
    {
        CommandLine.Run(Arguments(epochs: 4), isInteractive: false, cancelAt: " 2/4 ").Exit.ShouldBe(130);
        var run = Only();
        Resume(run, epochs: 4);

        ShouldShowTheLog(EventReader.Read(run.TensorBoard), run);
        Directory.GetFiles(run.TensorBoard).Length.ShouldBe(2);
    }

    [FactWithPython]
    public void An_epoch_that_a_killed_run_told_but_did_not_save_is_shown_as_it_was_repeated()
    {
        var run = Train(epochs: 2);
        var saved = File.ReadAllBytes(run.LastCheckpoint);
        Resume(run, epochs: 3);
        File.WriteAllBytes(run.LastCheckpoint, saved);
        Resume(run, epochs: 4);

        var found = EventReader.Read(run.TensorBoard);
        found.Values().Where(v => Tag(v.Value) == "loss/train").Select(v => v.Step).ShouldBe([1, 2, 3, 3, 4]);
        ShouldShowTheLog(found, run);
        Steps(found, "config").ShouldBe([1, 3]);
        Steps(found, "plots/train_batch").ShouldBe([1]);
        Steps(found, "eval/test/confusion_matrix").ShouldBe([5]);
    }

    [FactWithPython]
    public void A_finished_run_that_is_evaluated_again_shows_nothing_twice()
    {
        var run = RunDirectory.Open(Cli.TrainedRun.CopyTo(_folder.Root));
        Resume(run, epochs: 1);

        var found = EventReader.Read(run.TensorBoard);
        ShouldShowTheLog(found, run);
        Steps(found, "config").ShouldBe([1, 2]);
        Steps(found, "eval/test/confusion_matrix").ShouldBe([2]);
    }

    [FactWithPython]
    public void Histograms_show_each_parameter_and_its_gradient_after_every_epoch_where_they_are_wanted()
    {
        CommandLine.Run([.. Arguments(epochs: 2), "tensorboard.histograms=true", "train.freeze=[\"stem.conv1.weight\"]"]).Exit.ShouldBe(0);
        var run = Only();

        var found = EventReader.Read(run.TensorBoard).Values().Where(v => v.Value["histogram"] is not null).ToArray();
        found.Select(v => v.Step).Distinct().ShouldBe([1, 2]);
        using var model = Checkpoint.Read(run.LastCheckpoint).CreateModel(torch.CPU);
        var parameters = model.named_parameters().ToArray();
        found.Where(v => v.Step == 2).Select(v => Tag(v.Value)).Order().ShouldBe(
            parameters.Select(p => $"weights/{p.name}").Concat(parameters.Select(p => $"gradients/{p.name}").Where(tag => tag != "gradients/stem.conv1.weight")).Order());
        foreach (var (name, parameter) in parameters)
        {
            var histogram = found.Single(v => v.Step == 2 && Tag(v.Value) == $"weights/{name}").Value["histogram"]!;
            var values = parameter.data<float>().ToArray();
            histogram["num"]!.GetValue<double>().ShouldBe(values.Length);
            histogram["min"]!.GetValue<double>().ShouldBe(values.Min());
            histogram["max"]!.GetValue<double>().ShouldBe(values.Max());
            histogram["sum"]!.GetValue<double>().ShouldBe(values.Sum(value => (double)value), 1e-6);
            histogram["buckets"]!.AsArray().Sum(count => count!.GetValue<double>()).ShouldBe(values.Length);
            histogram["limits"]!.AsArray()[^1]!.GetValue<double>().ShouldBe(values.Max(), 1e-6);
        }
    }

    [FactWithPython]
    public void Without_the_key_there_are_no_histograms_and_the_weights_are_the_same()
    {
        var run = RunDirectory.Open(Cli.TrainedRun.CopyTo(_folder.Root));
        EventReader.Read(run.TensorBoard).Values().ShouldAllBe(v => v.Value["histogram"] == null);
        using var folder = new TempFolder();
        CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "tensorboard.histograms=true"]).Exit.ShouldBe(0);
        Archives.ShouldEqual(
            SmallRun.Read(Path.Combine(Directory.GetDirectories(folder.Root).Single(), "checkpoints", "best.pt"))["model_state"], SmallRun.Read(run.BestCheckpoint)["model_state"]);
    }

    private static void ShouldShowTheLog(EventReader found, RunDirectory run)
    {
        var log = new MetricsLog(run.Metrics).Read();
        foreach (var (tag, value) in new (string, Func<EpochMetrics, double>)[]
        {
            ("accuracy/train", m => m.TrainAccuracy), ("accuracy/validation", m => m.ValAccuracy),
            ("loss/train", m => m.TrainLoss), ("loss/validation", m => m.ValLoss),
            ("learning_rate", m => m.LearningRate), ("images_per_second", m => m.ImagesPerSecond),
        })
        {
            found.Shown(tag).ShouldBe(log.Select(m => (m.Epoch, (float?)value(m))), tag);
        }
    }

    private static string Tag(JsonNode value) => value["tag"]!.GetValue<string>();

    private static IEnumerable<int> Steps(EventReader found, string tag) => found.ShownAfterRestarts(tag).Select(point => point.Step);

    private string[] Arguments(int epochs) => ["train", "--runs", _folder.Root, .. CommandLine.Quick, $"train.epochs={epochs}"];

    private RunDirectory Train(int epochs)
    {
        CommandLine.Run(Arguments(epochs)).Exit.ShouldBe(0);
        return Only();
    }

    private static void Resume(RunDirectory run, int epochs) => CommandLine.Run("train", "--resume", run.Root, $"train.epochs={epochs}").Exit.ShouldBe(0);

    private RunDirectory Only() => RunDirectory.Open(Directory.GetDirectories(_folder.Root).Single());
}
