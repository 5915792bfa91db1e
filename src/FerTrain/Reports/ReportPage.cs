using System.Xml.Linq;

namespace FerTrain.Reports;

/// <summary>A page that needs nothing but itself: no network, no script, no font.</summary>
internal static class ReportPage
{
    // The browser holds the page to that, whatever text it shows.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <param name="kind">What the page is of, above its title.</param>
    /// <param name="title">In the window's bar and as the heading.</param>
    /// <param name="about">A line below the title.</param>
    /// <param name="sections">The parts of the page; null is none.</param>
    public static string Text(string kind, string title, string about, IEnumerable<XElement?> sections)
    {
        var html = Html.Tag("html", Html.Attribute("lang", "en"),
            Html.Tag("head",
                Html.Void("meta", Html.Attribute("charset", "utf-8")),
                Html.Void("meta", Html.Attribute("http-equiv", "Content-Security-Policy"), Html.Attribute("content", Policy)),
                Html.Void("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
                Html.Tag("title", $"{title} – FerTrain"),
                Html.Tag("style", ReportStyle.Css)),
            Html.Tag("body",
                Html.Tag("header", Html.Tag("p", Html.Class("kind"), kind), Html.Tag("h1", title), Html.Tag("p", Html.Class("about"), about)),
                Html.Tag("main", sections.SelectMany(section => new object?[] { "\n", section })),
                "\n"));
        return $"<!DOCTYPE html>\n{html.ToString(SaveOptions.DisableFormatting)}\n";
    }
}
