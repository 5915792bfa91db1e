using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using FerTrain.Core.Config;

namespace FerTrain.Tests.Cli;

/// <summary>What a script passes whose variable was never set, to every option, argument and key there is.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class EmptyArgumentTests
{
    public static IEnumerable<object[]> Options =>
        from found in VerbTree.All()
        from option in found.Command.Options
        where option is not (Option<bool> or HelpOption or VersionOption)
        select new object[] { found.Path, option.Name };

    public static TheoryData<string> WithArguments =>
    [
        .. from found in VerbTree.All()
           where found.Command.Arguments.Count > 0
           select found.Path,
    ];

    public static TheoryData<string> Keys => [.. ConfigKeys.All];

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_without_its_value_is_named(string verb, string option)
    {
        ShouldFail($"{option} is empty.", [.. verb.Split(' '), option, ""]);
        ShouldFail($"{option} is empty.", [.. verb.Split(' '), $"{option}="]);
    }

    [Fact]
    public void A_value_may_end_in_an_equals_sign() =>
        CommandLine.Run("train", "--name=x=").Error.ShouldBe("fertrain: Run name 'x=': expected letters, digits, '_', '-' and '.', which does not come first.\n");

    [Theory]
    [MemberData(nameof(WithArguments))]
    public void An_empty_argument_is_named_by_its_place(string verb)
    {
        var words = verb.Split(' ');
        ShouldFail($"argument {words.Length + 1} is empty.", [.. words, ""]);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_without_a_value_is_one_line(string key)
    {
        var config = CommandLine.Run("config", $"{key}=");
        (config.Exit, config.Output).ShouldBe((2, ""));
        config.Error.ShouldMatch($@"^fertrain: {Regex.Escape(key)}=: got nothing, expected .+\n$");
    }

    private static void ShouldFail(string message, string[] arguments) => CommandLine.Run(arguments).ShouldBe(new(2, "", $"fertrain: {message}\n"));
}
