using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

/// <summary>train as a newcomer types it.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class FirstMinutesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_epochs_and_a_batch_are_options()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);

        var train = Train("--config", "tiny_xception.yml", "--data", _folder["faces.csv"], "--epochs", "1", "--batch", "16", "--device", "CPU");

        train.Exit.ShouldBe(0, train.Error);
        var config = ConfigFile.Load(Newest().Config, []);
        (config.Model.Name, config.Data.Source, config.Data.Path).ShouldBe(("tiny_xception", DataSource.Csv, _folder["faces.csv"]));
        (config.Train.Epochs, config.Train.BatchSize).ShouldBe((1, 16));
    }

    [Fact]
    public void A_folder_is_a_source_and_needs_no_config()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        CommandLine.Run("data", "export", _folder["faces.csv"], "--folder", _folder["faces"]).Exit.ShouldBe(0);

        var train = Train("--data", _folder["faces"], "--epochs", "1");

        train.Exit.ShouldBe(0, train.Error);
        ConfigFile.Load(Newest().Config, []).Data.Source.ShouldBe(DataSource.Folder);
        Path.GetFileName(Newest().Root).ShouldEndWith("_mini_xception");
    }

    [Fact]
    public void Resume_alone_takes_the_newest_run_that_did_not_end()
    {
        TrainedRun.CopyTo(_folder["runs"]);
        CommandLine.Run(["train", "--runs", _folder["runs"], "--name", "stopped", .. CommandLine.Quick, "train.epochs=2"], isInteractive: false, cancelAt: " 1/2 ").Exit.ShouldBe(130);

        var resumed = Train("--resume");
        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldMatch(@"^Resuming .*_stopped\n");
        resumed.Output.ShouldContain("\n  2/2 ");

        var further = Train("--resume", "qui", "--epochs", "2");
        further.Exit.ShouldBe(0, further.Error);
        Train("--resume").Error.ShouldContain("no run in it is unfinished");
        Train("--resume", "train.epochs=3").Error.ShouldContain("no run in it is unfinished");
    }

    [Fact]
    public void The_end_says_what_can_follow()
    {
        var first = TrainedRun.CopyTo(_folder["runs"]);

        var second = Train([.. CommandLine.Quick, "--name", "second"]);

        var run = Newest().Root;
        second.Output.ShouldEndWith(
            $"\nnext:\n  fertrain predict PHOTO.jpg --checkpoint {run}\n  fertrain live --checkpoint {run}\n  fertrain train --data fer2013.csv\n  fertrain export --onnx --checkpoint {run}\n  fertrain compare {first} {run}\n");
        CommandLine.Run("compare", first, run, "--out", _folder["comparison"]).Exit.ShouldBe(0);
    }

    [Fact]
    public void Nothing_that_a_terminal_of_80_columns_gets_from_the_epochs_is_wider()
    {
        using var run = new TrainedRun();
        var lines = run.Output.Split('\n');
        var heading = Array.FindIndex(lines, line => line.StartsWith("epoch ", StringComparison.Ordinal));
        lines[heading..(heading + 2)].ShouldAllBe(line => line.Length <= 80);
        lines[heading + 1].ShouldStartWith("  1/1 ");
    }

    private RunDirectory Newest() => RunFinder.All(_folder["runs"]).OrderBy(run => Directory.GetCreationTimeUtc(run.Root)).Last();

    private CommandLine Train(params string[] arguments) => CommandLine.Run(["train", "--runs", _folder["runs"], .. arguments]);
}
