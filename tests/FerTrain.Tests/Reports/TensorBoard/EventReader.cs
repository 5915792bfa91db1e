using System.Text.Json;
using System.Text.Json.Nodes;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Reports.TensorBoard;

/// <summary>What read_events.py, which shares nothing with the writer, finds in a folder.</summary>
internal sealed class EventReader
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests/FerTrain.Tests/Reports/TensorBoard/read_events.py");

    private readonly JsonNode _found;

    private EventReader(JsonNode found) => _found = found;

    public int CutFiles => _found["cut"]!.GetValue<int>();

    public JsonArray Events => _found["events"]!.AsArray();

    public static EventReader Read(string folder)
    {
        var (exitCode, output) = Python.Start(Script, folder);
        exitCode.ShouldBe(0, output);
        return new(JsonNode.Parse(output)!);
    }

    /// <summary>The values of all events that have some.</summary>
    public IEnumerable<(int Step, JsonNode Value)> Values() =>
        from e in Events
        where e!["summary"] is not null
        from value in e["summary"]!["values"]!.AsArray()
        select (e["step"]!.GetValue<int>(), value);

    /// <summary>A tag's steps and numbers as TensorBoard shows them, which is the same for both of its readers.</summary>
    public (int Step, float? Value)[] Shown(string tag)
    {
        Points("after_rewinds", tag).ShouldBe(ShownAfterRestarts(tag));
        return ShownAfterRestarts(tag);
    }

    /// <summary>Those of the reader that heeds the starts of sessions; the other keeps what no later value of the tag replaces.</summary>
    public (int Step, float? Value)[] ShownAfterRestarts(string tag) => Points("after_restarts", tag);

    private (int, float?)[] Points(string reader, string tag) =>
        [.. _found[reader]![tag]!.AsArray().Select(point => (point![0]!.GetValue<int>(), point[1]?.Deserialize<float>()))];
}
