using FerTrain.Cli;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class TerminalTests
{
    [Fact]
    public void A_terminal_breaks_warnings_and_errors_between_words_and_a_file_gets_one_line()
    {
        const string Text = "The model was trained on synthetic faces: its answers mean nothing.";
        Written(isInteractive: true, terminal => terminal.Fail(Text)).ShouldEndWith(" The model was trained on\nsynthetic faces: its answers mean\nnothing.\n");
        Written(isInteractive: false, terminal => terminal.Warn(Text)).ShouldBe($"Warning: {Text}\n");
    }

    [Fact]
    public void Lines_that_fit_stay_as_they_are() => Written(isInteractive: true, terminal => terminal.Note("two problems:\n  a:  1")).ShouldBe("two problems:\n  a:  1\n");

    private static string Written(bool isInteractive, Action<Terminal> write)
    {
        using var error = new StringWriter { NewLine = "\n" };
        write(new Terminal(TextWriter.Null, error, IsInteractive: isInteractive, Width: 40) { IsErrorInteractive = isInteractive });
        return error.ToString();
    }
}
