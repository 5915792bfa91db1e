using System.Xml.Linq;

namespace FerTrain.Reports;

/// <summary>A self-contained page without network, scripts or fonts.</summary>
internal static class ReportPage
{
    // The browser enforces this, whatever text the page shows.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    /// <param name="kind">Stands above the title.</param>
    /// <param name="about">Stands below the title.</param>
    /// <param name="sections">The parts of the page; nulls are left out.</param>
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

/// <summary>The style sheet of reports: one column, light or dark as the reader's system, and for print.</summary>
internal static class ReportStyle
{
    // Without ">" and "&": an XML writer escapes them, which HTML does not undo in a style sheet.
    public const string Css = """
        :root { color-scheme: light dark; --page: #ffffff; --ink: #1c1f23; --soft: #5b6470; --line: #d9dde3; --box: #f5f6f8; --accent: #004488; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #1d1d1d; --ink: #e8e8e8; --soft: #a9afb6; --line: #3d4045; --box: #272829; --accent: #8fbcee; }
          figure svg, .chart img { filter: invert(0.91) hue-rotate(180deg) brightness(1.26); }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 82rem; background: var(--page); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
        h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 2.75rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); font-size: 1.2rem; }
        p, ul { margin: 0.5rem 0; max-width: 46rem; overflow-wrap: anywhere; }
        ul { padding-left: 1.25rem; }
        .kind, .about, figcaption, caption { color: var(--soft); }
        .kind { margin: 0; font-size: 0.85rem; letter-spacing: 0.06em; text-transform: uppercase; }
        .score { margin: 0.25rem 0; font-size: 2.6rem; font-weight: 650; line-height: 1.2; color: var(--accent); }
        .score small { font-size: 1.25rem; font-weight: 400; color: var(--soft); }
        .note { max-width: 48rem; margin: 0.75rem 0 1.25rem; padding: 0.4rem 0.9rem; border-left: 4px solid #ddaa33; background: var(--box); }
        .note li { margin: 0.25rem 0; }
        .scroll { overflow-x: auto; margin: 0.75rem 0 1.25rem; }
        table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
        caption { padding-bottom: 0.35rem; text-align: left; }
        caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2rem); }
        th, td { padding: 0.32rem 0.7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; white-space: nowrap; }
        th:first-child { position: sticky; left: 0; padding-left: 0; background: var(--page); text-align: left; }
        .beside { display: flex; flex-wrap: wrap; gap: 0 3rem; }
        .beside section { flex: 2 1 min(100%, 24rem); min-width: 0; }
        .beside section:first-child { flex: 3 1 min(100%, 42rem); }
        a { color: var(--accent); }
        td a { display: block; margin: -0.32rem -0.7rem; padding: 0.32rem 0.7rem; }
        .opened { display: none; }
        .opened:target { display: block; }
        .opened span { display: inline-block; margin: 0 0.6rem 0.6rem 0; font-size: 0.8rem; text-align: center; color: var(--soft); }
        .opened img { display: block; margin: 0 auto; image-rendering: pixelated; }
        .name { white-space: normal; }
        thead th { border-bottom: 2px solid var(--line); color: var(--soft); font-weight: 600; }
        tbody th { font-weight: 600; }
        .texts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        .texts thead th { text-align: left; }
        pre { overflow-x: auto; margin: 0.5rem 0 1rem; padding: 0.75rem 0.9rem; background: var(--box); border-radius: 6px; font-size: 0.84rem; line-height: 1.5; }
        code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .commands pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        .settings pre { columns: 19rem; column-gap: 2rem; }
        .figures { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); align-items: start; }
        figure { margin: 0; min-width: 0; }
        figure div { overflow-x: auto; }
        figure svg { display: block; max-width: 100%; height: auto; }
        .wide svg { min-width: 32rem; }
        figure img { display: block; max-width: 100%; height: auto; background: #ffffff; }
        figure.wide { grid-column: 1 / -1; }
        figcaption { margin-top: 0.35rem; font-size: 0.88rem; }
        summary { cursor: pointer; font-weight: 600; }
        .layers :nth-child(2), .layers :nth-child(3), .layers :nth-child(5) { text-align: left; }
        .layers td:nth-child(5) { min-width: 14rem; white-space: normal; overflow-wrap: anywhere; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        @media (max-width: 40rem) {
          table { font-size: 0.86rem; }
          th, td { padding-left: 0.4rem; padding-right: 0.4rem; }
        }
        @media print {
          :root { --page: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --box: #f5f5f5; --accent: #004488; }
          body { max-width: none; padding: 0; font-size: 11pt; }
          figure svg, .chart img { filter: none; }
          td a { color: inherit; text-decoration: none; }
          .opened, .opened:target { display: none; }
          .wide svg { min-width: 0; }
          th:first-child { position: static; }
          figure, tr, pre { break-inside: avoid; }
          .settings pre { break-inside: auto; columns: 2; font-size: 8pt; }
          h2, caption { break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; }
          figure svg { max-height: 25cm; }
          .scroll, pre, figure div { overflow: visible; }
          table { font-size: 8.5pt; }
          th, td { padding: 0.15rem 0.35rem; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        }
        """;
}
