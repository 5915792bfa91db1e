using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FerTrain.E2E;

/// <summary>The reports as a browser reads them, which is not as an XML parser does.</summary>
public sealed partial class ReportInBrowserTests : IDisposable
{
    private static readonly string[] Settings = ["data.synthetic_count=140", "train.epochs=2", "train.batch_size=32"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactWithBrowser]
    public void The_reports_open_without_a_complaint_and_their_figures_are_those_of_the_files()
    {
        var first = Train("first");
        var (dom, complaints) = Chromium.Open(Path.Combine(first, "report.html"));
        complaints.ShouldBeEmpty();
        dom.ShouldContain($"<h1>{Path.GetFileName(first)}</h1>");
        using var metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(first, "eval", "test", "metrics.json")));
        var shown = Metric().Matches(dom);
        shown.Count.ShouldBeGreaterThan(50);
        foreach (Match metric in shown)
            double.Parse(metric.Groups["value"].Value, CultureInfo.InvariantCulture).ShouldBe(At(metrics.RootElement, metric.Groups["place"].Value));
        Drawing().Count(dom).ShouldBe(9);

        var second = Train("second", "train.seed=1");
        var target = Path.Combine(_folder, "comparison");
        using var compare = ChildProcess.Run("compare", first, second, "--out", target);
        (dom, complaints) = Chromium.Open(Path.Combine(target, "report.html"));
        complaints.ShouldBeEmpty();
        using var comparison = JsonDocument.Parse(File.ReadAllText(Path.Combine(target, "comparison.json")));
        foreach (var run in comparison.RootElement.GetProperty("runs").EnumerateArray())
            WebUtility.HtmlDecode(dom).ShouldContain(string.Create(CultureInfo.InvariantCulture,
                $"<td>{100 * run.GetProperty("accuracy").GetDouble():F2} ± {100 * run.GetProperty("standard_error").GetDouble():F2}</td>"));
        Drawing().Count(dom).ShouldBe(5);
    }

    [FactWithBrowser]
    public void A_page_that_asks_for_the_network_is_complained_about()
    {
        var page = Path.Combine(_folder, "page.html");
        File.WriteAllText(page, """<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><img src="http://host.invalid/a.png">""");
        Chromium.Open(page).Complaints.ShouldNotBeEmpty();
    }

    private string Train(string name, params string[] more)
    {
        using var child = ChildProcess.Run(["train", "--runs", _folder, "--name", name, "--device", "cpu", .. Settings, .. more]);
        return Directory.GetDirectories(_folder, $"*_{name}").Single();
    }

    private static double At(JsonElement root, string place)
    {
        foreach (var step in place.Split('.'))
            root = root.ValueKind == JsonValueKind.Array ? root[int.Parse(step, CultureInfo.InvariantCulture)] : root.GetProperty(step);
        return root.GetDouble();
    }

    [GeneratedRegex("data-metric=\"(?<place>[^\"]+)\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex("<svg [^>]*role=\"img\"")]
    private static partial Regex Drawing();
}
