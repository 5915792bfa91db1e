using System.Text;
using System.Xml.Linq;

namespace FerTrain.Reports;

/// <summary>Makes elements of a page, well-formed as XML too; any text that they are given is escaped.</summary>
internal static class Html
{
    /// <summary>Makes an element with a closing tag, which HTML requires even where it is empty.</summary>
    public static XElement Tag(string name, params object?[] content) => new(name, content.Select(Visible), "");

    /// <summary>Makes an element without a closing tag.</summary>
    public static XElement Void(string name, params XAttribute[] attributes) => new(name, attributes);

    public static XAttribute Attribute(string name, string value) => new(name, Printable(value));

    public static XAttribute Class(string name) => new("class", name);

    /// <summary>Makes a part of the page under its own heading.</summary>
    public static XElement Section(string heading, params object?[] content) =>
        Tag("section", Attribute("id", heading.ToLowerInvariant().Replace(' ', '-')), Tag("h2", heading), content);

    /// <summary>Makes a table that scrolls inside its box where the page is too narrow for it.</summary>
    /// <param name="rows">The first row heads the columns, and the first cell of each other row heads the row.</param>
    public static XElement Table(string caption, IEnumerable<IReadOnlyList<object>> rows)
    {
        var all = rows.ToArray();
        return Tag("div", Class("scroll"), Attribute("role", "region"), Attribute("tabindex", "0"), Attribute("aria-label", caption), Tag("table",
            Tag("caption", Tag("span", caption)),
            Tag("thead", Tag("tr", all[0].Select(cell => Tag("th", Attribute("scope", "col"), Wrapping(cell), cell)))),
            Tag("tbody", all.Skip(1).Select(row => Tag("tr", row.Select((cell, column) => column == 0
                ? Tag("th", Attribute("scope", "row"), Wrapping(cell), cell)
                : Tag("td", Wrapping(cell), cell)))))));
    }

    /// <summary>Makes the name of a run breakable after its underscores.</summary>
    public static XElement Name(string name) => Tag("span", name.Split('_').SelectMany((part, i) => i == 0 ? new object[] { part } : ["_", Void("wbr"), part]));

    /// <summary>Makes a box of sentences that a reader must not miss; null where there is none.</summary>
    public static XElement? Notes(IReadOnlyList<string> notes) => notes.Count == 0 ? null : Tag("div", Class("note"), List(notes));

    public static XElement List(IEnumerable<object> items) => Tag("ul", items.Select(item => Tag("li", item)));

    public static XElement Code(string text) => Tag("pre", Attribute("tabindex", "0"), Tag("code", text));

    private static XAttribute? Wrapping(object cell) => cell is XElement { Name.LocalName: "span" } ? Class("name") : null;

    private static object? Visible(object? content) => content switch
    {
        string text => Printable(text),
        IEnumerable<object?> several and not XElement => several.Select(Visible),
        _ => content,
    };

    /// <summary>Replaces control characters and lone surrogates, which neither XML nor HTML can hold.</summary>
    private static string Printable(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => rune.Value is '\t' or '\n' or (>= ' ' and not (>= 0x7F and < 0xA0) and not 0xFFFE and not 0xFFFF) ? rune : Rune.ReplacementChar));
}
