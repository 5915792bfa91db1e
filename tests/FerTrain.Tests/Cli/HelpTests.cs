namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("eval")]
    [InlineData("export")]
    [InlineData("explain")]
    [InlineData("predict")]
    [InlineData("live")]
    [InlineData("compare")]
    [InlineData("config")]
    [InlineData("bench")]
    [InlineData("data")]
    [InlineData("data inspect")]
    [InlineData("data check")]
    [InlineData("data clean")]
    [InlineData("data synth")]
    [InlineData("data export")]
    [InlineData("models")]
    [InlineData("models list")]
    [InlineData("models show")]
    [InlineData("completions")]
    public void Help_is_as_recorded(string verb)
    {
        var help = CommandLine.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        help.Exit.ShouldBe(0);
        help.Error.ShouldBe("");
        string.Join('\n', help.Output.Split('\n').Select(line => line.TrimEnd())).ShouldMatchGolden($"help_{(verb == "" ? "fertrain" : verb.Replace(' ', '_'))}.txt");
    }

    [Fact]
    public void Version_is_a_number()
    {
        var version = CommandLine.Run("--version");
        version.Exit.ShouldBe(0);
        version.Output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }
}
