using FerTrain.Figures;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class FigureFilesTests : IDisposable
{
    private static readonly string[] Curves = ["accuracy", "learning_rate", "loss"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_curves_are_drawn_anew_after_every_epoch()
    {
        string[] train = ["train", "--runs", _folder.Root, .. CommandLine.Quick, "train.epochs=3"];
        CommandLine.Run(train, isInteractive: false, cancelAt: " 2/3 ").Exit.ShouldBe(130);
        var run = Directory.GetDirectories(_folder.Root).Single();
        var two = Curves.Select(name => Read(run, name)).ToArray();

        CommandLine.Run("train", "--resume", run).Exit.ShouldBe(0);
        var three = Curves.Select(name => Read(run, name)).ToArray();
        for (var i = 0; i < Curves.Length; i++)
            three[i].ShouldNotBe(two[i]);
    }

    [Fact]
    public void A_finished_run_that_goes_on_draws_the_images_it_lost()
    {
        var run = TrainedRun.CopyTo(_folder.Root);
        var plots = Path.Combine(run, "plots");
        var before = Directory.GetFiles(plots).Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllBytes(file))).ToArray();
        before.Select(plot => Path.GetFileNameWithoutExtension(plot.file)).Except(["architecture"]).ShouldBe(
            RunFigures.Curves.Select(figure => figure.Name).Concat(RunFigures.TrainingData.Select(figure => figure.Name)), ignoreOrder: true);
        Directory.Delete(plots, recursive: true);

        CommandLine.Run("train", "--resume", run).Exit.ShouldBe(0);
        foreach (var (file, content) in before)
            File.ReadAllBytes(file).ShouldBe(content);
    }

    [Fact]
    public void A_image_that_cannot_be_written_is_a_mistake_that_keeps_the_checkpoint()
    {
        string[] train = ["train", "--runs", _folder.Root, .. CommandLine.Quick, "train.epochs=2"];
        CommandLine.Run(train, isInteractive: false, cancelAt: " 1/2 ").Exit.ShouldBe(130);
        var run = Directory.GetDirectories(_folder.Root).Single();
        var loss = Path.Combine(run, "plots", "loss.png");
        File.Delete(loss);
        Directory.CreateDirectory(loss); // which nothing can replace

        var failed = CommandLine.Run("train", "--resume", run);
        (failed.Exit, failed.Error.Split(": cannot be written")[0]).ShouldBe((2, $"fertrain: {loss}"));
        failed.Output.ShouldContain("\n  2/2 ");

        Directory.Delete(loss);
        var resumed = CommandLine.Run("train", "--resume", run);
        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldNotContain(" 2/2 "); // it was saved before it was drawn
        File.Exists(loss).ShouldBeTrue();
    }

    [Fact]
    public void Inspect_draws_the_classes_of_a_file_where_it_is_told_to()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv.gz"], "--count", "70").Exit.ShouldBe(0);
        var inspect = CommandLine.Run("data", "inspect", _folder["faces.csv.gz"], "--out", _folder["images"]);
        inspect.Exit.ShouldBe(0, inspect.Error);
        inspect.Output.ShouldEndWith($"\nFigures: {_folder["images"]}\n");
        Directory.GetFiles(_folder["images"]).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["class_distribution.png", "samples.png"]);
    }

    [Theory]
    [InlineData("data inspect FACES")]
    [InlineData("eval RUN")]
    [InlineData("explain --row 1 --checkpoint RUN")]
    [InlineData("compare RUN")]
    public void Another_format_that_is_asked_for_lies_beside_each_figure(string command)
    {
        CommandLine.Succeed("data", "synth", _folder["faces.csv"], "--count", "14");
        var run = TrainedRun.CopyTo(_folder["runs"]);
        string[] words = command.Replace("FACES", _folder["faces.csv"], StringComparison.Ordinal).Replace("RUN", run, StringComparison.Ordinal).Split(' ');

        CommandLine.Succeed([.. words, "--out", _folder["out"], "--format", "pdf"]);

        string[] figures = [.. Files("png").Except(["confused_faces"])]; // which is for the report to read
        figures.ShouldNotBeEmpty();
        Files("pdf").ShouldBe(figures);

        IEnumerable<string> Files(string format) =>
            Directory.GetFiles(_folder["out"], $"*.{format}").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
    }

    private static byte[] Read(string run, string plot) => File.ReadAllBytes(Path.Combine(run, "plots", $"{plot}.png"));
}
