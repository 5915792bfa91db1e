namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("sweep status")]
    [InlineData("sweep collect")]
    [InlineData("sweep work")]
    [InlineData("eval")]
    [InlineData("export")]
    [InlineData("card")]
    [InlineData("explain")]
    [InlineData("predict")]
    [InlineData("live")]
    [InlineData("serve")]
    [InlineData("compare")]
    [InlineData("config")]
    [InlineData("bench")]
    [InlineData("data")]
    [InlineData("data inspect")]
    [InlineData("data check")]
    [InlineData("data clean")]
    [InlineData("data suspects")]
    [InlineData("data synth")]
    [InlineData("data export")]
    [InlineData("models")]
    [InlineData("models list")]
    [InlineData("models show")]
    [InlineData("runs")]
    [InlineData("runs list")]
    [InlineData("runs show")]
    [InlineData("cache")]
    [InlineData("cache list")]
    [InlineData("cache clear")]
    [InlineData("doctor")]
    [InlineData("completions")]
    [InlineData("help")]
    [InlineData("version")]
    public void Help_is_as_recorded(string verb)
    {
        var help = CommandLine.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        help.Exit.ShouldBe(0);
        help.Error.ShouldBe("");
        string.Join('\n', help.Output.Split('\n').Select(line => line.TrimEnd())).ShouldMatchGolden($"help_{(verb == "" ? "fertrain" : verb.Replace(' ', '_'))}.txt");
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help train", "train --help")]
    [InlineData("help data check", "data check --help")]
    public void The_verb_help_gives_the_same(string arguments, string option) => CommandLine.Run(arguments.Split(' ')).ShouldBe(CommandLine.Run(option.Split(' ')));

    [Fact]
    public void Without_a_word_it_says_where_to_begin()
    {
        var overview = CommandLine.Run();
        (overview.Exit, overview.Error).ShouldBe((0, ""));
        overview.Output.ShouldMatchGolden("overview.txt");
        overview.Output.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public void Version_is_a_number(string word)
    {
        var version = CommandLine.Run(word);
        version.Exit.ShouldBe(0);
        version.Output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }
}
