using FerTrain.Cli;
using FerTrain.Cli.Rendering;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class TextTableTests
{
    private static readonly string[][] Rows =
    [
        ["run", "model", "accuracy", "time"],
        ["first", "mini", "61.00", "1:00 min"],
        ["second", "tiny", "7.00", "0:30 min"],
    ];

    [Fact]
    public void A_table_that_is_wider_than_the_terminal_goes_on_below_with_its_first_column() => Written(width: 23, isInteractive: true).ShouldBe(
        """
        run     model  accuracy
        first    mini     61.00
        second   tiny      7.00

        run         time
        first   1:00 min
        second  0:30 min

        """);

    [Theory]
    [InlineData(0, false)]
    [InlineData(33, true)]
    public void One_that_fits_or_goes_to_a_file_is_written_in_one(int width, bool isInteractive) => Written(width, isInteractive).ShouldBe(
        """
        run     model  accuracy      time
        first    mini     61.00  1:00 min
        second   tiny      7.00  0:30 min

        """);

    [Fact]
    public void A_column_that_no_terminal_holds_is_written_all_the_same() => Written(width: 5, isInteractive: true).Split('\n').Length.ShouldBe(3 * 3 + 2 + 1);

    private static string Written(int width, bool isInteractive)
    {
        using var output = new StringWriter { NewLine = "\n" };
        TextTable.Write(new Terminal(output, TextWriter.Null, isInteractive, width), Rows);
        return output.ToString();
    }
}
