using FerTrain.Cli;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Reports;

namespace FerTrain.Tests.Cli;

/// <summary>What a person must know about a figure stands beside it.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class CautionTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    private const string Synthetic = "The model was trained on synthetic faces: ";

    [Fact]
    public void An_accuracy_has_chance_and_the_largest_class_beside_it() =>
        CommandLine.Run("eval", "--checkpoint", run.Root).Output.ShouldContain("\nChance is 14.29 %; answering angry for every face is right for 14.29 %.\n");

    [Fact]
    public void Accuracies_of_one_class_against_the_rest_are_left_to_the_json()
    {
        CommandLine.Run("eval", "--checkpoint", run.Root).Output.ShouldContain("\nclass     precision  recall     F1  support\n");
        File.ReadAllText(Path.Combine(run.Root, "report.html")).ShouldNotContain(">accuracy</th><th scope=\"col\">faces<");
        File.ReadAllText(Path.Combine(run.Root, "eval", "test", "metrics.json")).ShouldContain("\"f1\": ");
    }

    [Fact]
    public void A_model_of_synthetic_faces_says_so_wherever_it_answers()
    {
        var onnx = run.File("face.onnx");
        CommandLine.Run("export", "--checkpoint", run.Best, "--onnx", onnx).Exit.ShouldBe(0);
        var face = run.File("face.png");
        CommandLine.Run("data", "synth", run.File("faces.csv"), "--count", "7").Exit.ShouldBe(0);
        CommandLine.Run("data", "export", run.File("faces.csv"), "--folder", run.File("faces")).Exit.ShouldBe(0);
        File.Copy(Directory.GetFiles(run.File("faces"), "*.png", SearchOption.AllDirectories)[0], face);

        run.Output.ReplaceLineEndings(" ").ShouldContain(Synthetic);
        CommandLine.Run("eval", "--checkpoint", run.Root).Error.ShouldContain($"Warning: {Synthetic}");
        CommandLine.Run("predict", face, "--faces", "whole", "--checkpoint", run.Best, "--out", run.File("of_pt")).Error.ShouldContain($"Warning: {Synthetic}");
        CommandLine.Run("predict", face, "--faces", "whole", "--checkpoint", onnx, "--out", run.File("of_onnx")).Error.ShouldContain($"Warning: {Synthetic}");
        CommandLine.Run("explain", "--row", "1", "--checkpoint", run.Best, "--out", run.File("explained")).Error.ShouldContain($"Warning: {Synthetic}");
        File.ReadAllText(Path.Combine(run.Root, "report.html")).ShouldContain(Synthetic);
        File.ReadAllBytes(onnx).AsSpan().IndexOf("trained_on"u8).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Weights_that_have_learnt_from_other_faces_are_warned_of() =>
        RunCautions.OfTraining(ConfigFile.Parse("report: {faces: true}", "test.yaml", ["init.weights=models/start.pt"]))
            .ShouldBe(["The model started from the weights of start.pt: faces that these have learnt from count as new in the leak-free accuracy."]);

    [Fact]
    public void A_model_that_answers_one_class_for_nearly_all_faces_is_warned_of()
    {
        var predictions = new Predictions(7, [.. Enumerable.Range(0, 70)], [.. Enumerable.Range(0, 70).Select(face => face % 7)],
            [.. Enumerable.Range(0, 70).SelectMany(_ => Enumerable.Range(0, 7).Select(label => label == 3 ? 0.4f : 0.1f))]);
        var scored = EvaluationResult.Of(new ScoredSplit
        {
            Members = [new("best.pt", 1 / 7.0)],
            Split = SplitName.Test,
            ClassNames = Core.ClassNames.Fer2013,
            Predictions = predictions,
            Resamples = 100,
        });
        using var text = new StringWriter();

        EvaluationTable.Write(text, scored, new Ansi(isOn: false), []);

        text.ToString().ReplaceLineEndings(" ").ShouldContain(" The model answers happy for 100 % of the faces: it is hardly trained, or ");
        RunReport.Text(RunRecord.Read(RunDirectory.Open(run.Root)) with { Evaluation = scored }).ShouldContain("<li>The model answers happy for 100 % of the faces: ");
    }
}
