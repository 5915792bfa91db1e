using System.Text.Json;
using FerTrain.Tests.Cli;

namespace FerTrain.Tests.Comparison;

/// <summary>Runs of the program, compared by what they are scored on and not by what their configs say.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ComparedTrainingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data.balance=class_weights")]
    [InlineData("data.balance=oversample")]
    [InlineData("data.limit=40")] // of 56 training faces; there are 7 test faces
    public void Runs_that_are_tested_on_the_same_faces_are_compared_whatever_they_learnt_from(string setting)
    {
        TrainedRun.CopyTo(_folder["runs"]);
        Train("second", setting);

        var compare = Compare();

        using var json = JsonDocument.Parse(compare.Output);
        json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("group").GetInt32()).ShouldBe([1, 1]);
        json.RootElement.GetProperty("tests").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void Runs_that_are_tested_on_fewer_faces_are_parted_with_the_true_reason()
    {
        TrainedRun.CopyTo(_folder["runs"]);
        Train("second", "data.limit=5");

        using var json = JsonDocument.Parse(Compare().Output);

        json.RootElement.GetProperty("tests").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("notes")[1].GetString()!.ShouldMatch(@"^Beside group 1, group 2 \(\d+_\d+_second\) is scored on 5 faces, not 7\.$");
    }

    private void Train(string name, params string[] settings)
    {
        var train = CommandLine.Run(["train", "--runs", _folder["runs"], "--name", name, .. CommandLine.Quick, .. settings]);
        train.Exit.ShouldBe(0, train.Error);
    }

    private CommandLine Compare()
    {
        var compare = CommandLine.Run(["compare", "--json", "--out", _folder["out"], .. Directory.GetDirectories(_folder["runs"]).OrderBy(run => run.EndsWith("second", StringComparison.Ordinal))]);
        compare.Exit.ShouldBe(0, compare.Error);
        return compare;
    }
}
