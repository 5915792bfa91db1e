using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Files;

public class JsonFileTests
{
    private static readonly RunSummary Summary = new()
    {
        Model = "mini_xception",
        Parameters = 58423,
        BestEpoch = 31,
        EpochsRun = 35,
        StoppedBy = StopReason.EarlyStopping,
        BestValAccuracy = 0.625,
        Test = new() { Split = SplitName.Test, Samples = 3589, Accuracy = 0.5, StandardError = 0.0083, WeightedF1 = double.NaN },
        TrainSeconds = 840.5,
        PeakMemoryBytes = 1 << 30,
    };

    [Fact]
    public void A_summary_has_snake_case_keys_and_names()
    {
        using var folder = new TempFolder();
        JsonFile.Write(folder["summary.json"], Summary);
        File.ReadAllText(folder["summary.json"]).ShouldBe(
            """
            {
              "model": "mini_xception",
              "parameters": 58423,
              "best_epoch": 31,
              "epochs_run": 35,
              "stopped_by": "early_stopping",
              "best_val_accuracy": 0.625,
              "validated_on": "val",
              "checkpoint": "best",
              "test": {
                "split": "test",
                "samples": 3589,
                "accuracy": 0.5,
                "standard_error": 0.0083,
                "tta": null,
                "leak_free_accuracy": null,
                "weighted_f1": "NaN"
              },
              "other_splits": [],
              "train_seconds": 840.5,
              "peak_memory_bytes": 1073741824
            }

            """.ReplaceLineEndings("\n"));
        (JsonFile.Read<RunSummary>(folder["summary.json"]) with { OtherSplits = Summary.OtherSplits }).ShouldBe(Summary);
    }

    [Fact]
    public void An_environment_tells_what_made_the_run()
    {
        using var folder = new TempFolder();
        JsonFile.Write(folder["environment.json"], new RunEnvironment
        {
            FertrainVersion = "0.1.0",
            Cpu = "Some CPU @ 2.00GHz",
            Threads = 2,
            LibtorchVersion = "1.13.1",
            Device = "cpu",
            StartedAt = new(2026, 11, 20, 18, 15, 0, TimeSpan.FromHours(1)),
            CommandLine = ["fertrain", "train", "--name", "it's \"ä\""],
            DataFingerprint = "f8428a1e",
        });
        var text = File.ReadAllText(folder["environment.json"]);
        foreach (var key in new[] { "fertrain_version", "git_commit", "runtime", "operating_system", "cpu", "cores", "threads", "libtorch_version", "device", "gpu", "started_at", "command_line", "data_fingerprint" })
            text.ShouldContain($"\"{key}\": ");
        text.ShouldContain("2026-11-20T18:15:00+01:00");
        text.ShouldContain("it's \\\"ä\\\"");

        var read = JsonFile.Read<RunEnvironment>(folder["environment.json"]);
        read.Runtime.ShouldStartWith(".NET 10");
        read.Cores.ShouldBe(Environment.ProcessorCount);
        read.OperatingSystem.ShouldNotBeEmpty();
        read.CommandLine.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"model\": \"a\"}")]
    [InlineData("{\"model\": n(ll\n}\n")]
    public void A_damaged_file_is_named_in_one_line(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["summary.json"], text);
        Should.Throw<UserError>(() => JsonFile.Read<RunSummary>(folder["summary.json"])).Message.ShouldMatch(@"^\S+summary\.json: cannot be read: .+$");
        Should.Throw<UserError>(() => JsonFile.Read<RunSummary>(folder["no.json"])).Message.ShouldContain("no.json");
    }
}
