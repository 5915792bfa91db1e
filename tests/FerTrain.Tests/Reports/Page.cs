using System.Xml.Linq;

namespace FerTrain.Tests.Reports;

/// <summary>A report as a reader, a screen reader and a browser find it.</summary>
internal sealed class Page
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement _html;

    public Page(string text)
    {
        text.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"en\">");
        _html = XDocument.Parse(text).Root!;
    }

    public string Title => Only("title").Value;

    public IEnumerable<string> Headings => All("h2").Select(heading => heading.Value);

    public IEnumerable<string> Notes => All("div").Where(div => (string?)div.Attribute("class") == "note").Descendants("li").Select(note => note.Value);

    public IEnumerable<string> Code => All("pre").Select(code => code.Value);

    public IEnumerable<string> Captions => All("figcaption").Select(caption => caption.Value);

    public IEnumerable<(string Place, double Value, string Text)> Metrics => All("data")
        .Select(data => ((string)data.Attribute("data-metric")!, (double)data.Attribute("value")!, data.Value));

    public IEnumerable<XElement> All(string name) => _html.Descendants(name);

    public XElement Only(string name) => All(name).ShouldHaveSingleItem();

    /// <summary>The cells of a table, its headings first.</summary>
    public string[][] Table(string caption) =>
        [.. All("table").Single(table => table.Element("caption")!.Value == caption).Descendants("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    public void ShouldNeedNothingButItself()
    {
        foreach (var name in new[] { "script", "link", "iframe", "object" })
            All(name).ShouldBeEmpty();
        var links = _html.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "action").Select(a => a.Value);
        links.ShouldAllBe(link => link.StartsWith('#') || link.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        Only("style").Value.ShouldNotContain("url(");
        Only("style").Value.ShouldNotContain("@import");
    }

    public void ShouldBeOpenToScreenReaders()
    {
        foreach (var table in All("table"))
        {
            table.Element("caption").ShouldNotBeNull();
            table.Element("thead")!.Descendants().Where(e => e.Name == "th").ShouldAllBe(th => (string?)th.Attribute("scope") == "col");
            table.Element("tbody")!.Elements("tr").ShouldAllBe(row => (string?)row.Elements().First().Attribute("scope") == "row");
        }

        foreach (var figure in All("figure"))
        {
            var caption = figure.Element("figcaption")!.Value;
            var image = figure.Descendants().First(e => e.Name == "img" || e.Name == Svg + "svg");
            ((string?)image.Attribute("alt") ?? (string?)image.Attribute("aria-label")).ShouldBe(caption);
        }
    }

    public void ShouldHaveDrawingsThatKeepTheirIds()
    {
        var drawings = All("figure").Elements("div").Elements(Svg + "svg").ToArray();
        drawings.ShouldNotBeEmpty();
        drawings.SelectMany(Ids).ShouldBeUnique();
        foreach (var svg in drawings)
        {
            var used = svg.Descendants().Attributes().SelectMany(Targets).Distinct();
            used.Except(Ids(svg)).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> Ids(XElement svg) => svg.DescendantsAndSelf().Attributes("id").Select(id => id.Value);

    private static IEnumerable<string> Targets(XAttribute attribute) => attribute.Name.LocalName == "href"
        ? attribute.Value[0] != '#' ? [] : [attribute.Value[1..]]
        : attribute.Value.Split("url(#").Skip(1).Select(rest => rest[..rest.IndexOf(')')]);
}
