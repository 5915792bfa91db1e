using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

public sealed class DroppedRowsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static DataConfig Config { get; } = new() { Source = DataSource.Synthetic, SyntheticCount = 70 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Named_rows_are_not_trained_on_and_those_that_validate_or_test_stay()
    {
        var whole = DataPreparation.Prepare(Config).Split;
        _folder.Write("drop.csv", "label,row\nsad,0\nsad,11\n\nsad,8\nsad,9\n"); // 8 and 9 validate and test

        var data = DataPreparation.Prepare(Config with { DropRows = _folder["drop.csv"] });

        data.Split.Train.ShouldBe(whole.Train.Except([0, 11]));
        data.Split.Val.ShouldBe(whole.Val);
        data.Split.Test.ShouldBe(whole.Test);
        data.Changes.ShouldBe(["2 of 56 training faces are named in drop.csv and not trained on (data.drop_rows)."]);
    }

    [Fact]
    public void The_fold_that_validates_stays_whole()
    {
        var config = Config with { Folds = 4, Fold = 1 };
        var fold = DataPreparation.Prepare(config).Split;
        _folder.Write("drop.csv", $"row\n{fold.Val[0]}\n{fold.Train[0]}\n");

        var split = DataPreparation.Prepare(config with { DropRows = _folder["drop.csv"] }).Split;

        split.Val.ShouldBe(fold.Val);
        split.Train.ShouldBe(fold.Train.Skip(1));
    }

    [Theory]
    [InlineData("row\n70\n", ", line 2: row is '70'. Expected: 0 to 69, the rows of the data.")]
    [InlineData("row\n-1\n", ", line 2: row is '-1'. Expected: 0 to 69, the rows of the data.")]
    [InlineData("image,row\n3\n", ", line 2: 1 columns, expected 2.")]
    [InlineData("row,note\n2,x,y\n", ", line 2: 3 columns, expected 2.")]
    [InlineData("", " is empty. Expected: a header with the column 'row', and rows.")]
    [InlineData("number\n3\n", ": the column 'row' is missing. Found: number.")]
    public void A_file_of_other_rows_is_refused(string text, string message)
    {
        _folder.Write("drop.csv", text);
        Should.Throw<UserError>(() => DataPreparation.Prepare(Config with { DropRows = _folder["drop.csv"] })).Message.ShouldBe(_folder["drop.csv"] + message);
    }

    [Fact]
    public void A_file_that_is_missing_is_named() =>
        Should.Throw<UserError>(() => DataPreparation.Prepare(Config with { DropRows = _folder["none.csv"] })).Message.ShouldStartWith($"data.drop_rows: {_folder["none.csv"]} cannot be read: ");
}
