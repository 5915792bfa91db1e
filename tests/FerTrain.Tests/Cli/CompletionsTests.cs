using FerTrain.Core.Config;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class CompletionsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tr", "train")]
    [InlineData("models ", "list", "show")]
    [InlineData("train --con", "--config")]
    [InlineData("train --config tiny", "tiny_xception")]
    [InlineData("train optimizer.l", "optimizer.lr=")]
    [InlineData("train --json train.precision=b", "train.precision=bfloat16")]
    [InlineData("train model.name=tiny", "model.name=tiny_xception")]
    [InlineData("bench tiny", "tiny_xception")]
    [InlineData("models show tiny", "tiny_xception")]
    [InlineData("eval --tta t", "ten_crop")]
    [InlineData("eval --checkpoint a.pt --js", "--json")]
    [InlineData("completions f", "fish")]
    [InlineData("data export a.csv --split ", "train", "val", "test", "all")]
    [InlineData("eval --split t", "train", "test")]
    [InlineData("export --layout r", "rgb")]
    [InlineData("help mod", "models")]
    [InlineData("runs ", "list", "show")]
    [InlineData("runs -", "--help")]
    [InlineData("data check ")] // so that the shell offers files
    [InlineData("sweep --search h", "halving")]
    [InlineData("eval --format p", "pdf")]
    [InlineData("bench --measure tr", "training")]
    public void What_can_follow_is_suggested(string line, params string[] expected) => Suggestions(line).ShouldBe(expected, ignoreOrder: true);

    [Fact]
    public void Every_key_is_suggested() => ConfigKeys.All.Select(key => $"{key}=").Except(Suggestions("train ")).ShouldBeEmpty();

    [Fact]
    public void Runs_and_checkpoints_of_the_runs_folder_are_suggested()
    {
        var run = _folder["20261120_181500_mini_xception"];
        Directory.CreateDirectory(Path.Combine(run, "checkpoints"));
        File.WriteAllText(Path.Combine(run, "checkpoints", "best.pt"), "");
        Directory.CreateDirectory(_folder["a_sweep"]);
        Directory.CreateDirectory(_folder["20261120_181600_find_lr"]);
        _folder.Write("a_sweep/plan.json", "");
        Suggestions($"sweep status --runs {_folder.Root} a").ShouldBe(["a_sweep"]);
        Suggestions($"compare --runs {_folder.Root} 2026").ShouldBe([Path.GetFileName(run)]);
        Suggestions($"compare --runs {_folder.Root} a").ShouldBe(["a_sweep"]);
        Suggestions($"sweep --runs {_folder.Root} --resume ").ShouldBe(["a_sweep"]);
        Suggestions($"train --runs {_folder.Root} --resume ").ShouldBe([Path.GetFileName(run)]);
        Suggestions($"train --runs {_folder.Root} --resume 2026").ShouldBe([Path.GetFileName(run)]);
        Suggestions($"eval --runs {_folder.Root} --checkpoint {_folder.Root}").ShouldBe([Path.Combine(run, "checkpoints", "best.pt")]);
        Suggestions($"compare --runs {_folder["none"]} 2026").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fertrain mod", "models")]
    [InlineData("./fertrain train --json optimizer.l", "optimizer.lr=")]
    [InlineData("cd /tmp && ./fertrain  train train.precision=b", "bfloat16")] // bash has begun a new word behind =
    public void Bash_completes_with_the_printed_script(string typed, string expected)
    {
        var program = typed.Split(' ').First(word => word.EndsWith("fertrain", StringComparison.Ordinal));
        var script = _folder.Write("completions.bash", CommandLine.Run("completions", "bash").Output);
        var stub = _folder.Write("stub", $"""
            fertrain() ( printf '%s\n' "$@" >'{_folder["asked"]}'; printf '%s\n' models optimizer.lr= train.precision=bfloat16 )
            ./fertrain() ( fertrain "$@" )
            """);
        var (exit, output) = ExternalProgram.Start(
            "bash", "-c", $"source '{stub}'; source '{script}'; COMP_LINE=$1 COMP_POINT=${{#1}}; _fertrain '{program}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"", "bash", typed);
        output.ShouldBe(expected + "\n");
        exit.ShouldBe(0);
        var line = typed[(typed.IndexOf(program, StringComparison.Ordinal) + program.Length)..].TrimStart();
        File.ReadAllText(_folder["asked"]).ShouldBe($"[suggest:{line.Length}]\n{line}\n");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Each_shell_has_a_script(string shell) => CommandLine.Run("completions", shell).Output.ShouldContain("[suggest:");

    [Fact]
    public void An_unknown_shell_is_named() =>
        CommandLine.Run("completions", "bsh").Error.ShouldBe("fertrain: Unknown shell 'bsh'. Did you mean 'bash'? Expected: bash, zsh, fish, pwsh.\n");

    /// <summary>The suggestions that begin with the last word, as a shell filters them.</summary>
    private static string[] Suggestions(string line)
    {
        var answer = CommandLine.Run($"[suggest:{line.Length}]", line);
        answer.Error.ShouldBe("");
        answer.Exit.ShouldBe(0);
        return [.. answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(text => text.StartsWith(line.Split(' ')[^1], StringComparison.Ordinal))];
    }
}
