using System.Globalization;
using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests;

public class TextTests
{
    [Theory]
    [InlineData(0, "0 faces")]
    [InlineData(1, "1 face")]
    [InlineData(2, "2 faces")]
    [InlineData(28709, "28,709 faces")]
    public void One_thing_is_in_the_singular(int count, string text) => Counted.Of(count, "face").ShouldBe(text);

    [Fact]
    public void An_irregular_plural_is_given() => (Counted.Of(1, "class", "classes"), Counted.Of(7, "class", "classes")).ShouldBe(("1 class", "7 classes"));

    [Theory]
    [InlineData(1e-7, "1e-7")]
    [InlineData(-2.5e-10, "-2.5e-10")]
    [InlineData(1e20, "1e20")]
    [InlineData(0.001, "0.001")]
    [InlineData(100, "100")]
    public void Numbers_are_written_as_people_type_them(double number, string text) => NumberText.Of(number).ShouldBe(text);

    [Fact]
    public void Every_number_reads_back_as_itself() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>().Filter(double.IsFinite), number => double.Parse(NumberText.Of(number), CultureInfo.InvariantCulture).Equals(number)).QuickCheckThrowOnFailure();
}
