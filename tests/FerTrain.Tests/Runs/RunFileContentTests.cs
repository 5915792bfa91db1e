using System.Text.Json.Nodes;
using FerTrain.Core.Comparison;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Tests.Comparison;

namespace FerTrain.Tests.Runs;

/// <summary>A run's files of JSON with each of their values replaced in turn, or lost: refused in a line with the name of a file, or harmless.</summary>
public sealed class RunFileContentTests : IDisposable
{
    private const string Lost = "lost";

    private static readonly string[] Nonsense = ["null", "true", "-1", "1e300", "1e999", "\"\"", "\"x\"", "[]", "{}", "[null]"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("environment.json")]
    [InlineData("summary.json")]
    [InlineData("data.json")]
    [InlineData("eval/test/metrics.json")]
    public void Nonsense_is_refused_or_harmless(string name)
    {
        var (run, other) = (new RunOnDisk().WriteTo(_folder.Root), new RunOnDisk { Name = "20261121_130000_other" }.WriteTo(_folder.Root));
        var file = Path.Combine(run.Root, name);
        var original = File.ReadAllText(file);
        foreach (var place in Places(JsonNode.Parse(original)!, []).ToArray())
        {
            foreach (var nonsense in Nonsense.Append(Lost))
            {
                var changed = JsonNode.Parse(original)!;
                if (nonsense == Lost) Lose(changed, place);
                else Set(changed, place, JsonNode.Parse(nonsense));
                File.WriteAllText(file, changed.ToJsonString());
                try
                {
                    var records = new[] { RunRecord.Read(run), RunRecord.Read(other) };
                    _ = ComparisonTable.Runs(RunComparison.Of(records));
                    _ = RunCautions.Of(records[0]).ToArray();
                }
                catch (UserError refused)
                {
                    refused.Message.ShouldContain(run.Root, customMessage: string.Join('.', place));
                    refused.Message.ShouldNotContain('\n');
                }
                catch (Exception bug)
                {
                    throw new InvalidOperationException($"{string.Join('.', place)} = {nonsense}", bug);
                }
            }
        }
    }

    [Fact]
    public void Epochs_that_a_finished_run_has_lost_are_missed()
    {
        var run = new RunOnDisk().WriteTo(_folder.Root);
        var epochs = new MetricsLog(run.Metrics).Read().Count;
        File.Delete(run.Metrics);
        Should.Throw<UserError>(() => RunRecord.Read(run)).Message.ShouldBe($"{run.Metrics} is missing or empty, and the run has ended after {epochs} epochs.");
    }

    private static IEnumerable<object[]> Places(JsonNode? node, object[] place) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value, [.. place, member.Key]).Prepend([.. place, member.Key])),
        JsonArray { Count: > 0 } items => Places(items[0], [.. place, 0]).Prepend([.. place, 0]),
        _ => [],
    };

    private static JsonNode Parent(JsonNode root, object[] place) =>
        place[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);

    private static void Lose(JsonNode root, object[] place)
    {
        var parent = Parent(root, place);
        if (place[^1] is int last) parent.AsArray().RemoveAt(last);
        else parent.AsObject().Remove((string)place[^1]);
    }

    private static void Set(JsonNode root, object[] place, JsonNode? value)
    {
        var parent = Parent(root, place);
        if (place[^1] is int last) parent[last] = value;
        else parent[(string)place[^1]] = value;
    }
}
