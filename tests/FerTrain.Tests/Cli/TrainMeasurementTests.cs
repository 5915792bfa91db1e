using System.Text.Json;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class TrainMeasurementTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_range_test_ends_where_the_loss_blows_up_and_draws_it()
    {
        var find = CommandLine.Run(["train", "--find-lr", "--runs", _folder["runs"], "data.synthetic_count=210", "train.batch_size=8", "--json"]);

        find.Exit.ShouldBe(0, find.Error);
        using var json = JsonDocument.Parse(find.Output);
        var rates = json.RootElement.GetProperty("learning_rate");
        rates.GetProperty("steepest").GetDouble().ShouldBeInRange(1e-6, 1);
        rates.GetProperty("lowest").GetDouble().ShouldBeInRange(rates.GetProperty("steepest").GetDouble(), 10);
        var folder = rates.GetProperty("folder").GetString()!;
        File.Exists(Path.Combine(folder, "find_lr.png")).ShouldBeTrue();
        var table = File.ReadAllLines(Path.Combine(folder, "find_lr.csv"));
        table[0].ShouldBe("learning_rate,loss,smoothed");
        table.Length.ShouldBeInRange(12, 151);
        Directory.GetDirectories(_folder["runs"]).ShouldBe([folder]); // no run
    }

    [Fact]
    public void A_set_that_fits_as_a_whole_is_the_largest_batch()
    {
        var find = CommandLine.Run(["train", "--find-batch", "--runs", _folder["runs"], "data.synthetic_count=70"]);

        (find.Exit, find.Output).ShouldBe((0, "largest batch: all 56 training faces fit\n"), find.Error);
        Directory.Exists(_folder["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void The_largest_batch_needs_no_face_of_each_class_in_the_first_that_are_tried()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        var lines = File.ReadAllLines(_folder["faces.csv"]);
        File.WriteAllLines(_folder["by_class.csv"], [lines[0], .. lines[1..].Order(StringComparer.Ordinal)]);

        var find = CommandLine.Run("train", "--find-batch", "--data", _folder["by_class.csv"], "data.balance=class_weights", "model.name=tiny_xception");

        (find.Exit, find.Output).ShouldBe((0, "largest batch: all 56 training faces fit\n"), find.Error);
    }

    [Fact]
    public void The_range_test_weighs_classes_of_which_few_faces_are_trained_on()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "700").Exit.ShouldBe(0);
        var lines = File.ReadAllLines(_folder["faces.csv"]);
        var seen = 0;
        File.WriteAllLines(_folder["rare.csv"], lines.Where(line => !(line.StartsWith("1,", StringComparison.Ordinal) && line.EndsWith(",Training", StringComparison.Ordinal)) || ++seen == 1));

        var find = CommandLine.Run("train", "--find-lr", "--runs", _folder["runs"], "--data", _folder["rare.csv"], "data.balance=class_weights", "model.name=tiny_xception", "train.batch_size=1");

        find.Exit.ShouldBe(0, find.Error); // 150 of 481 faces would do otherwise, mostly without the one
    }

    [Fact]
    public void The_range_test_knows_no_teachers() =>
        CommandLine.Run("train", "--find-lr", "data.source=synthetic", "distill.teachers=[fertrain_small]").Error
            .ShouldBe("fertrain: distill.teachers: --find-lr measures the loss on labels alone. Expected: distill.teachers=[].\n");

    [Fact]
    public void The_largest_batch_is_not_measured_beside_teachers() =>
        CommandLine.Run("train", "--find-batch", "distill.consistent=true", "distill.teachers=[fertrain_small]").Error
            .ShouldBe("fertrain: distill.consistent: --find-batch measures the student alone, beside which the teachers take memory. Expected: distill.teachers=[].\n");

    [Theory]
    [InlineData("--find-lr")]
    [InlineData("--find-batch")]
    public void What_is_measured_is_no_run_and_has_no_name(string option) =>
        CommandLine.Run("train", option, "--name", "rate").Error.ShouldBe("fertrain: --find-lr and --find-batch measure before a run: leave out what resumes or names one.\n");

    [Theory]
    [InlineData("--find-lr")]
    [InlineData("--find-batch")]
    public void A_model_without_steps_has_neither(string option) =>
        CommandLine.Run("train", option, "--config", "knn", "data.source=synthetic", "data.path=data/fer2013.csv").Error
            .ShouldStartWith("fertrain: Model 'knn' is no network. Expected here: simple_cnn, ");

    [Fact]
    public void A_command_that_has_ended_needs_its_initial_weights_no_more()
    {
        File.Copy(Path.Combine(TrainedRun.CopyTo(_folder["other"]), "checkpoints", "best.pt"), _folder["start.pt"]);
        string[] command = ["train", "--resume-or-start", "--name", "task", "--runs", _folder["runs"], $"init.weights={_folder["start.pt"]}", .. CommandLine.Quick];
        CommandLine.Run(command).Exit.ShouldBe(0);

        File.Delete(_folder["start.pt"]);
        CommandLine.Run(command).Output.ShouldStartWith("Finished already: ");
    }

    [Fact]
    public void A_command_that_has_ended_needs_its_data_no_more()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        string[] command = ["train", "--resume-or-start", "--name", "task", "--runs", _folder["runs"], "--config", "mini_xception", "--data", _folder["faces.csv"], "--epochs", "1"];
        CommandLine.Run(command).Exit.ShouldBe(0);

        File.Delete(_folder["faces.csv"]);
        CommandLine.Run(command).Output.ShouldStartWith("Finished already: ");
    }

    [Fact]
    public void A_command_that_resumes_or_starts_does_what_is_left()
    {
        string[] command = ["train", "--resume-or-start", "--name", "task", "--runs", _folder["runs"], .. CommandLine.Quick, "train.epochs=2"];
        var stopped = CommandLine.Run(command, isInteractive: false, cancelAt: " 1/2 ");
        stopped.Exit.ShouldBe(130);
        var run = Directory.GetDirectories(_folder["runs"]).ShouldHaveSingleItem();

        var environment = Path.Combine(run, "environment.json");
        File.WriteAllText(environment, File.ReadAllText(environment).Replace("\"threads\": 1,", "\"threads\": 7,", StringComparison.Ordinal));
        var resumed = CommandLine.Run(command);
        var again = CommandLine.Run(command);

        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Error.ShouldContain("The run has been trained with 7 threads, now with 1");
        Directory.GetDirectories(_folder["runs"]).ShouldBe([run]);
        JsonFile.Read<RunEnvironment>(environment).Resumed.Count.ShouldBe(1);
        (again.Exit, again.Output).ShouldBe((0, $"Finished already: {run}\n"));
        CommandLine.Run([.. command, "optimizer.lr=0.1"]).Error.ShouldContain("optimizer.lr is 0.001 there, 0.1 here");
        Directory.GetDirectories(_folder["runs"]).Length.ShouldBe(2);
        CommandLine.Run("train", "--resume-or-start", "--resume").Error.ShouldEndWith("fertrain: --resume-or-start finds its run by itself: leave --resume out.\n");
    }
}
