using System.Text.RegularExpressions;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Cli;

/// <summary>The messages of docs/guide/troubleshooting.md, provoked.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class TroubleshootingTests : IDisposable
{
    private static readonly string Page = string.Join(' ', File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "troubleshooting.md")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("does not exist. data/README.md says where to get FER2013", "train --data FOLDER/nowhere.csv")]
    [InlineData("has class folders but no images", "train --data FOLDER/faces")]
    [InlineData("got an unknown key, expected optimizer.lr", "train lr=0.1")]
    [InlineData("The loss is NaN", "train --runs FOLDER/diverged optimizer.name=sgd optimizer.lr=1e30 data.synthetic_count=140 train.batch_size=8 train.epochs=2")]
    [InlineData("no such folder", "eval --runs FOLDER/none")]
    [InlineData("no run in it has checkpoints/best.pt", "eval --runs FOLDER/runs")]
    [InlineData("runs in 'runs' are called so", "runs show a --runs FOLDER/runs")]
    [InlineData("no run in it is unfinished", "train --resume --runs FOLDER/runs")]
    public void The_page_quotes_what_the_program_says(string message, string command)
    {
        foreach (var name in (string[])["angry", "happy", "sad", "surprise", "neutral"]) Directory.CreateDirectory(Path.Combine(_folder["faces"], name));
        foreach (var name in (string[])["20261120_181500_a", "20261121_181500_a"]) Directory.CreateDirectory(Path.Combine(_folder["runs"], name, "checkpoints"));
        Page.ShouldContain(message);

        var run = CommandLine.Run(command.Replace("FOLDER", _folder.Root, StringComparison.Ordinal).Split(' '));

        run.Exit.ShouldBe(2);
        run.Error.Replace(_folder["runs"], "runs", StringComparison.Ordinal).ShouldContain(message);
    }

    [Theory]
    [InlineData("the .NET 10 SDK is needed, and there is no dotnet on the PATH", "fertrain")]
    [InlineData("the packages cannot be restored", "fertrain")]
    [InlineData("the packages with CUDA cannot be restored", "fertrain")]
    [InlineData("does not load on this system", "src/FerTrain/Torch/NativeLibraries.cs")]
    [InlineData("no longer gives the faces, labels and split that it was trained on", "src/FerTrain/Evaluation/EvaluationData.cs")]
    [InlineData("do not fit into the memory", "src/FerTrain/Training/TrainStep.cs")]
    [InlineData("OpenCV, which reads images and videos and fits svm, knn and random_forest, cannot be loaded", "src/FerTrain/Data/OpenCvLibrary.cs")]
    [InlineData("There is no screen for a window", "src/FerTrain/Vision/LiveWindow.cs")]
    [InlineData("Camera 0", "src/FerTrain/Vision/VideoSource.cs")]
    public void What_other_tests_provoke_is_quoted_as_the_source_has_it(string message, string source)
    {
        Page.ShouldContain(message);
        var text = Regex.Replace(File.ReadAllText(Path.Combine(Repository.Root, source)), "\"\\s+\\+ \"", "");
        text.ShouldContain(message.Replace("do not fit", "not fit", StringComparison.Ordinal).Replace("Camera 0", "Camera {number}", StringComparison.Ordinal));
    }
}
