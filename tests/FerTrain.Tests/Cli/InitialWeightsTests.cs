using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class InitialWeightsTests : IClassFixture<TrainedRun>
{
    private readonly TrainedRun _run;

    public InitialWeightsTests(TrainedRun run) => _run = run;

    [Fact]
    public void A_run_starts_from_the_file_records_it_and_goes_on_without_it()
    {
        using var folder = new TempFolder();
        File.Copy(_run.Best, folder["start.pt"]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["start.pt"])));
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder["start.pt"]);
        // A rate of almost nothing leaves the weights where they start, also those of an average.
        var train = CommandLine.Run(["train", "--runs", folder.Root, $"init.weights={relative}", "optimizer.lr=1e-30", "train.ema_decay=0.9", "train.freeze=[stem.*]", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain($"\ninitial weights: 80 of 80 of the model, from {relative}\n");

        var run = RunDirectory.Open(Directory.GetDirectories(folder.Root).Single());
        ConfigFile.Load(run.Config, []).Init.Weights.ShouldBe(folder["start.pt"]);
        JsonFile.Read<RunEnvironment>(run.Environment).InitialWeights.ShouldBe(digest);
        var (start, end) = (Kernels(folder["start.pt"]), Kernels(run.BestCheckpoint));
        start.Zip(end, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-6f);

        File.Delete(folder["start.pt"]);
        CommandLine.Run("train", "--resume", run.Root, "train.epochs=2").Exit.ShouldBe(0);
        JsonFile.Read<RunEnvironment>(run.Environment).InitialWeights.ShouldBe(digest);
    }

    [Theory]
    [InlineData("simple_cnn", "its weights are not those of simple_cnn: 56 missing in the file: layers.conv1.weight, ")]
    [InlineData("mini_xception", "cannot be opened: ", "no.pt")]
    public void A_file_that_does_not_fit_leaves_no_run_directory_behind(string model, string told, string? file = null)
    {
        using var folder = new TempFolder();
        var train = CommandLine.Run(["train", "--runs", folder.Root, $"model.name={model}", $"init.weights={file ?? _run.Best}", .. CommandLine.Quick]);
        (train.Exit, train.Output).ShouldBe((2, ""));
        train.Error.ShouldStartWith($"fertrain: {file ?? _run.Best}: {told}");
        train.Error.Count(c => c == '\n').ShouldBe(1);
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Weights_that_are_no_numbers_leave_no_run_directory_behind()
    {
        using var folder = new TempFolder();
        var checkpoint = SmallRun.Read(_run.Best);
        var name = "stem.conv1.weight";
        MemoryMarshal.Cast<byte, float>(MemoryMarshal.AsMemory(((StoredTensor)checkpoint.Map("model_state")[name]!).Bytes).Span)[0] = float.NaN;
        AtomicFile.Write(folder["nan.pt"], stream => TorchArchive.Write(stream, checkpoint.Map("model_state")));

        var train = CommandLine.Run(["train", "--runs", folder["runs"], $"init.weights={folder["nan.pt"]}", .. CommandLine.Quick]);

        (train.Exit, train.Error).ShouldBe((2, $"fertrain: {folder["nan.pt"]}: {name} holds a number that is infinite or none. Expected: finite numbers.\n"));
        Directory.Exists(folder["runs"]).ShouldBeFalse();
    }

    private static float[] Kernels(string checkpoint) =>
        [.. SmallRun.Read(checkpoint).Map("model_state").Where(weight => ((string)weight.Key).EndsWith(".weight", StringComparison.Ordinal)).SelectMany(weight => Archives.Floats((StoredTensor)weight.Value!))];
}
