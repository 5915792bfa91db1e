using System.Text.Json;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

/// <summary>A sweep by halving that nothing disturbed, which the tests of a class look at and leave as it is.</summary>
public sealed class SweptRuns : IDisposable
{
    public const string Space = "optimizer.lr: [1e-3, 3e-3]\ntrain.label_smoothing: [0, 0.1]\n";

    /// <summary>Two settings train on to epoch 2, and one to the end.</summary>
    public static readonly string[] Halving = ["--search", "halving", "--trials", "4", "--factor", "2", "data.synthetic_count=70", "train.epochs=4", "train.batch_size=32", "--threads", "1"];

    private readonly TempFolder _folder = new();

    public SweptRuns()
    {
        _folder.Write("space.yaml", Space);
        var sweep = CommandLine.Run(["sweep", "--space", SpaceFile, "--runs", Runs, .. Halving]);
        sweep.Exit.ShouldBe(0, sweep.Error);
        Output = sweep.Output;
        Root = Directory.GetDirectories(Runs).ShouldHaveSingleItem();
    }

    public string Runs => _folder["runs"];

    public string SpaceFile => _folder["space.yaml"];

    public string Root { get; }

    public string Output { get; }

    /// <summary>A folder beside the sweep.</summary>
    public string Beside(string name) => _folder[name];

    /// <summary>The table of a sweep without what the clock says.</summary>
    public static string[] Table(string sweep) => [.. File.ReadAllLines(Path.Combine(sweep, "trials.csv")).Select(row => string.Join(',', row.Split(',').Index().Where(cell => cell.Index is not (7 or 8)).Select(cell => cell.Item)))];

    public static JsonElement Result(string sweep) => JsonDocument.Parse(File.ReadAllText(Path.Combine(sweep, "sweep.json"))).RootElement;

    public static string[] RunsOf(string sweep) => [.. Directory.GetDirectories(sweep, "*_trial_*").Order(StringComparer.Ordinal)];

    public static string RunOf(string sweep, int trial) => RunsOf(sweep).Where(run => RunDirectory.NameWithoutTime(Path.GetFileName(run)) == $"trial_{trial:D3}").ShouldHaveSingleItem();

    public static bool HasEpoch(string run) => new FileInfo(Path.Combine(run, "metrics.csv")) is { Exists: true, Length: > 0 };

    public void Dispose() => _folder.Dispose();
}
