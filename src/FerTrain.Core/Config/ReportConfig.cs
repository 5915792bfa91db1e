namespace FerTrain.Core.Config;

/// <summary>The <c>report:</c> block.</summary>
public sealed record ReportConfig
{
    /// <summary>Formats that figures can have beside PNG.</summary>
    internal static readonly string[] KnownFormats = ["svg", "pdf"];

    /// <summary>Whether report.html shows faces of the data; false makes a report that may be shared where the faces may not.</summary>
    public bool Faces { get; init; } = true;

    /// <summary>Formats in which every figure is written beside PNG: svg, pdf.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Accuracy that the recipe was published with, which comparisons show beside the run's own; 0 where there is none.</summary>
    public double Published { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Published is not (>= 0 and <= 1)) yield return new($"{at}.published", Published, "0 ≤ x ≤ 1");
        if (Formats.Except(KnownFormats).Any()) yield return new($"{at}.formats", $"[{string.Join(", ", Formats)}]", $"a list of {string.Join(" and ", KnownFormats)}");
    }
}
