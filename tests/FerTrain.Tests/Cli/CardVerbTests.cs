using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class CardVerbTests(CardVerbTests.PackedRun packed) : IClassFixture<CardVerbTests.PackedRun>
{
    [Fact]
    public void The_card_is_as_recorded() =>
        Masked.Card(packed.Card, packed.Trained.Root).ShouldMatchGolden("card.md");

    [Fact]
    public void The_files_are_listed_with_their_bytes_and_their_hashes()
    {
        foreach (var file in (string[])["faces.onnx", "faces.safetensors"])
        {
            var bytes = File.ReadAllBytes(packed.Trained[file]);
            packed.Card.ShouldContain(FormattableString.Invariant($"| {file} | {bytes.Length:N0} | {Convert.ToHexStringLower(SHA256.HashData(bytes))} |"));
        }
    }

    [Fact]
    public void The_scores_are_those_that_eval_gives_the_file()
    {
        using var eval = JsonDocument.Parse(CommandLine.Run(
            "eval", "--checkpoint", packed.Trained["faces.onnx"], "--data", packed.Trained["private_faces.csv"], "--out", packed.Trained["scored"], "--json").Output);
        using var card = JsonDocument.Parse(packed.Output);
        foreach (var key in (string[])["samples", "accuracy", "standard_error"])
            card.RootElement.GetProperty(key).GetDouble().ShouldBe(eval.RootElement.GetProperty(key).GetDouble());
        card.RootElement.GetProperty("leak_free_accuracy").GetDouble().ShouldBe(eval.RootElement.GetProperty("leak_free").GetProperty("accuracy").GetDouble());
        card.RootElement.GetProperty("speed").GetProperty("milliseconds").GetDouble().ShouldBePositive();
        packed.Card.ShouldContain(FormattableString.Invariant($"| log loss | {eval.RootElement.GetProperty("log_loss").GetDouble():F3} |"));
    }

    [Fact]
    public void It_names_no_folder_of_the_machine_and_the_command_can_be_typed_elsewhere()
    {
        packed.Card.ShouldNotContain(packed.Trained.Root);
        packed.Card.ShouldNotContain(Path.GetTempPath());
    }

    [Fact]
    public void The_weights_are_a_checkpoint_of_the_same_answers()
    {
        foreach (var file in (string[])[packed.Trained.Checkpoint, packed.Trained["faces.safetensors"]])
            CommandLine.Run("eval", "--checkpoint", file, "--data", packed.Trained["private_faces.csv"], "--out", packed.Trained[$"of{Path.GetExtension(file)}"]).Exit.ShouldBe(0);

        File.ReadAllText(Path.Combine(packed.Trained["of.safetensors"], "predictions.csv")).ShouldBe(File.ReadAllText(Path.Combine(packed.Trained["of.pt"], "predictions.csv")));
    }

    [Fact]
    public void Weights_of_another_program_are_refused_in_one_line()
    {
        File.WriteAllBytes(packed.Trained["foreign.safetensors"], [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8]);
        CommandLine.Run("eval", "--checkpoint", packed.Trained["foreign.safetensors"]).ShouldBe(
            new CommandLine(2, "", $"fertrain: {packed.Trained["foreign.safetensors"]} lacks the metadata 'format_version'. Expected: a file that fertrain export writes.\n"));
    }

    [Fact]
    public void Without_a_name_the_files_lie_in_the_run()
    {
        var card = CommandLine.Run("card", packed.Root, "--fp16", "--calibrated");

        card.Exit.ShouldBe(0, card.Error);
        card.Output.ShouldEndWith($"{Path.Combine(packed.Root, "card", "tiny_xception.md")}: the model card\n");
        var text = File.ReadAllText(Path.Combine(packed.Root, "card", "tiny_xception.md"));
        text.ShouldContain("The file divides its logits by ");
        new FileInfo(Path.Combine(packed.Root, "card", "tiny_xception.onnx")).Length.ShouldBeLessThan(new FileInfo(packed.Trained["faces.onnx"]).Length);
    }

    [Fact]
    public void A_card_that_is_not_finished_leaves_no_earlier_one_beside_the_new_files()
    {
        var card = packed.Trained["again.md"];
        File.WriteAllText(card, "of another run");
        Directory.CreateDirectory(packed.Trained["again.safetensors"]); // where a file would be written after the first
        CommandLine.Run("card", packed.Root, "--out", packed.Trained["again"]).Exit.ShouldBe(2);
        File.Exists(packed.Trained["again.onnx"]).ShouldBeTrue();
        File.Exists(card).ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_has_not_ended_has_no_card_yet()
    {
        var copy = Copy("stopped");
        File.Delete(Path.Combine(copy, "summary.json"));
        CommandLine.Run("card", copy).ShouldBe(new CommandLine(2, "", $"fertrain: Run '{copy}' has not ended. fertrain train --resume {copy} resumes it.\n"));
    }

    [Fact]
    public void A_card_is_of_the_scored_checkpoint_and_of_the_faces_that_the_run_was_trained_on()
    {
        var last = Path.Combine(packed.Root, "checkpoints", "last.pt");
        CommandLine.Run("card", last).ShouldBe(new CommandLine(2, "", $"fertrain: {last} is not the checkpoint that the run's scores are of. Expected: {packed.Trained.Checkpoint}.\n"));

        var faces = File.ReadAllLines(packed.Trained["private_faces.csv"]);
        var fewer = packed.Trained["fewer.csv"];
        File.WriteAllLines(fewer, [faces[0], .. faces.Skip(2)]);
        CommandLine.Run("card", packed.Root, "--data", fewer, "--out", packed.Trained["other"]).ShouldBe(new CommandLine(
            2, "", $"fertrain: --data {fewer}: these are not the faces that '{packed.Root}' was trained on. Expected: those, wherever they lie.\n"));
        File.Exists(packed.Trained["other.md"]).ShouldBeFalse();
    }

    [Fact]
    public void The_command_names_files_without_their_folders_and_has_quotes_where_a_shell_needs_them()
    {
        var copy = Copy("quoted");
        var environment = Path.Combine(copy, "environment.json");
        var record = JsonNode.Parse(File.ReadAllText(environment))!;
        record["command_line"] = new JsonArray("train", "--data", "/home/u/faces.csv", "data.path=/home/u/faces.csv", "eval.splits=[train, val]");
        File.WriteAllText(environment, record.ToJsonString());

        CommandLine.Run("card", copy).Exit.ShouldBe(0);

        File.ReadAllText(Path.Combine(copy, "card", "tiny_xception.md")).ShouldContain("\nfertrain train --data faces.csv data.path=faces.csv 'eval.splits=[train, val]'\n");
    }

    [Fact]
    public void Where_several_commands_trained_the_run_the_command_is_that_of_its_config()
    {
        var copy = Copy("swept");
        var environment = Path.Combine(copy, "environment.json");
        var record = JsonNode.Parse(File.ReadAllText(environment))!;
        record["command_line"] = new JsonArray("sweep", "work", "/home/u/runs/sweep", "--trial", "4");
        File.WriteAllText(environment, record.ToJsonString());

        CommandLine.Run("card", copy).Exit.ShouldBe(0);

        File.ReadAllText(Path.Combine(copy, "card", "tiny_xception.md")).ShouldMatch("\nfertrain train --config default.yaml model.name=tiny_xception .*data.path=private_faces.csv.*\n");
    }

    [Theory]
    [InlineData(491, true)]
    [InlineData(492, false)] // a file of as many faces with other labels
    public void FER2013_is_known_by_the_faces_of_each_class(int angry, bool isKnown)
    {
        var copy = Copy($"faces_{angry}");
        var data = Path.Combine(copy, "data.json");
        var record = JsonNode.Parse(File.ReadAllText(data))!;
        record["splits"]!["val"] = new JsonArray(467, 56, 496, 895, 653, 415, 607);
        record["splits"]!["test"] = new JsonArray(angry, 55, 528, 879, 594, 416, 626);
        File.WriteAllText(data, record.ToJsonString());

        CommandLine.Run("card", copy).Exit.ShouldBe(0);

        File.ReadAllText(Path.Combine(copy, "card", "tiny_xception.md")).Contains("as Kaggle gives it", StringComparison.Ordinal).ShouldBe(isKnown);
    }

    private string Copy(string name) => TempFolder.Copy(packed.Root, packed.Trained[name]);

    [Fact]
    public void A_file_that_lies_in_no_run_has_no_record_to_tell() =>
        CommandLine.Run("card", packed.Trained["faces.safetensors"]).Error.ShouldBe(
            $"fertrain: {packed.Trained["faces.safetensors"]} lies in no run, and a card tells what a run recorded. Expected: a run.\n");

    /// <summary>A quick run on a file, and the files that card writes of it.</summary>
    public sealed class PackedRun : IDisposable
    {
        public PackedRun()
        {
            var card = CommandLine.Run("card", Root, "--out", Trained["faces"], "--json");
            card.Exit.ShouldBe(0, card.Error);
            (Output, Card) = (card.Output, File.ReadAllText(Trained["faces.md"]));
        }

        public ExportedFileTests.RunOnAFile Trained { get; } = new();

        public string Root => Path.GetDirectoryName(Path.GetDirectoryName(Trained.Checkpoint))!;

        public string Output { get; }

        public string Card { get; }

        public void Dispose() => Trained.Dispose();
    }
}

[Collection(TestCollections.Libtorch)]
public sealed class DrawnCardTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Synthetic_faces_make_no_model_for_others()
    {
        CommandLine.Run("card", run.Root, "--out", run.File("drawn")).ShouldBe(new CommandLine(
            2, "", $"fertrain: Run '{run.Root}' learnt from synthetic faces, so its answers for photographs mean nothing. Expected: a run on faces of a data set.\n"));
        Directory.GetFiles(Path.GetDirectoryName(run.File("drawn"))!, "drawn*").ShouldBeEmpty();
    }
}
