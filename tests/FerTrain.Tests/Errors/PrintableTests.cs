using FerTrain.Core.Errors;

namespace FerTrain.Tests.Errors;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("größer als 5 → 😀", "größer als 5 → 😀")]
    [InlineData("a\u001b[2Jb", "a\\u{1b}[2Jb")]
    [InlineData("photo\u202egpj.exe", "photo\\u{202e}gpj.exe")]
    [InlineData("a\u200bb", "a\\u{200b}b")]
    [InlineData("one\r\ntwo\n", "one\ntwo\n")]
    [InlineData("a\fb\rc\u2028d\u0085e", "a\\u{c}b\\u{d}c\\u{2028}d\\u{85}e")]
    public void What_moves_the_cursor_or_hides_is_escaped_and_the_rest_stays(string text, string shown) => Printable.Text(text).ShouldBe(shown);

    [Fact]
    public void Half_a_character_is_escaped() => Printable.Text("a\ud800").ShouldBe("a\\u{fffd}");

    [Fact]
    public void A_line_is_one_line() => Printable.Line("one\ntwo").ShouldBe("one\\u{a}two");

    [Fact]
    public void Each_long_line_is_cut() =>
        Printable.Text($"{new string('x', 700_000)}\nshort").ShouldBe($"{new string('x', 2000)}…\nshort");

    [Fact]
    public void A_line_is_cut_by_what_is_shown_of_it() => Printable.Line(new string('\u0001', 1999)).Length.ShouldBeInRange(2000, 2010);
}
