using FerTrain.Core.Errors;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Alone)]
public sealed class ProgramCommandTests : IDisposable
{
    private const string Variable = "FERTRAIN_COMMAND";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public ProgramCommandTests() => Environment.SetEnvironmentVariable(Variable, "./fertrain");

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Fact]
    public void Commands_name_the_program_as_it_was_called()
    {
        ProgramCommand.Of("data check").ShouldBe("./fertrain data check");
        Environment.SetEnvironmentVariable(Variable, null);
        ProgramCommand.Of("data check").ShouldBe("fertrain data check");
    }

    [Fact]
    public void Words_that_a_shell_would_split_are_quoted() =>
        ProgramCommand.Of(["train", "--resume", "my runs/a", "x=[1, 2]"]).ShouldBe("./fertrain train --resume 'my runs/a' 'x=[1, 2]'");

    [Fact]
    public void A_program_in_a_folder_with_a_space_is_quoted_too()
    {
        Environment.SetEnvironmentVariable(Variable, "/my tools/fertrain");
        ProgramCommand.Of("data check").ShouldBe("'/my tools/fertrain' data check");
        ProgramCommand.In("fertrain data check").ShouldBe("'/my tools/fertrain' data check");
    }

    [Fact]
    public void A_command_for_any_folder_names_the_program_by_its_whole_path()
    {
        ProgramCommand.FromAnywhere(["runs", "list"]).ShouldBe($"{ProgramCommand.Quoted(Path.GetFullPath("fertrain"))} runs list");
        Environment.SetEnvironmentVariable(Variable, null);
        ProgramCommand.FromAnywhere(["runs", "list"]).ShouldBe("fertrain runs list");
    }

    [Theory]
    [InlineData(@"C:\runs\a", @"C:\runs\a")]
    [InlineData(@"my runs\a", "\"my runs\\a\"")]
    [InlineData("x=[1, 2]", "\"x=[1, 2]\"")]
    public void On_Windows_paths_are_plain_and_quotes_double(string word, string quoted) => ProgramCommand.Quoted(word, isWindows: true).ShouldBe(quoted);

    [Theory]
    [InlineData("train", "  ./fertrain train [<key=value>...] [options]", "  ./fertrain train --config mini_xception.yaml ")]
    [InlineData("completions", "  ./fertrain completions <shell> [options]", "  source <(./fertrain completions bash)")]
    public void Help_shows_them_in_its_usage_and_its_examples(string verb, string usage, string example)
    {
        var help = CommandLine.Run(verb, "--help").Output;
        help.ShouldContain(usage);
        help.ShouldContain(example);
    }

    [Fact]
    public void A_folder_with_a_space_is_no_obstacle()
    {
        Environment.SetEnvironmentVariable(Variable, "/my tools/fertrain");
        CommandLine.Run("train", "--help").Exit.ShouldBe(0);
    }

    [Fact]
    public void An_error_sends_to_the_help_of_that_name() => CommandLine.Run("train", "--name").Error.ShouldEndWith("See ./fertrain train --help.\n");
}
