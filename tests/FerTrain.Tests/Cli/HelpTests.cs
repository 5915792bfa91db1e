namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public class HelpTests
{
    public static TheoryData<string> Verbs => [.. Names];

    private static IEnumerable<string> Names => VerbTree.All().Select(verb => verb.Path).Prepend("");

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_is_as_recorded(string verb)
    {
        var help = CommandLine.Run([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        help.Exit.ShouldBe(0);
        help.Error.ShouldBe("");
        string.Join('\n', help.Output.Split('\n').Select(line => line.TrimEnd())).ShouldMatchGolden(Golden(verb));
    }

    [Fact]
    public void No_golden_is_left_over() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cli", "Goldens"), "help_*.txt").Select(file => Path.GetFileName(file)).Except(Names.Select(Golden)).ShouldBeEmpty();

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

    private static string Golden(string verb) => $"help_{(verb == "" ? "fertrain" : verb.Replace(' ', '_'))}.txt";
}
