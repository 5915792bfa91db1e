using System.Text.Json;
using FerTrain.Data;
using FerTrain.Tests.Data;

namespace FerTrain.Tests.Cli;

/// <summary>The cache of the process, in a folder of its own.</summary>
[Collection(TestCollections.Alone)]
public sealed class CacheVerbTests : IDisposable
{
    private const string Variable = "FERTRAIN_CACHE";

    private readonly TempFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public CacheVerbTests() => Environment.SetEnvironmentVariable(Variable, _folder["cache"]);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }

    [Fact]
    public void It_is_listed_and_cleared()
    {
        CommandLine.Run("cache", "list").ShouldBe(new(0, $"Folder: {_folder["cache"]}, 0 KB of at most 2.0 GB\n", ""));
        DataCache.Default.Read(_folder.Write("faces.csv", Sample.GoodCsv), []);
        _folder.Write("cache/0123456789abcdef.faces", "of another version");

        var lines = CommandLine.Run("cache", "list").Output.Split('\n');
        lines[0].ShouldBe("faces  size  last use          source");
        lines[1..3].ShouldContain(line => line.StartsWith("    3  7 KB  20", StringComparison.Ordinal) && line.EndsWith($"  {_folder["faces.csv"]}", StringComparison.Ordinal));
        lines[1..3].ShouldContain(line => line.StartsWith("    ?  1 KB  20", StringComparison.Ordinal) && line.EndsWith("  of another version", StringComparison.Ordinal));
        lines[3].ShouldBe($"Folder: {_folder["cache"]}, 7 KB of at most 2.0 GB");

        CommandLine.Run("cache", "clear").ShouldBe(new(0, $"2 entries deleted, 7 KB, from {_folder["cache"]}\n", ""));
        Directory.GetFiles(_folder["cache"]).ShouldBeEmpty();
    }

    [Fact]
    public void The_json_has_the_documented_keys()
    {
        DataCache.Default.Read(_folder.Write("faces.csv", Sample.GoodCsv), []);

        using var list = JsonDocument.Parse(CommandLine.Run("cache", "list", "--json").Output);
        Keys(list.RootElement).ShouldBe(["folder", "limit_bytes", "bytes", "entries"]);
        Keys(list.RootElement.GetProperty("entries")[0]).ShouldBe(["file", "source", "faces", "bytes", "last_use"]);
        using var clear = JsonDocument.Parse(CommandLine.Run("cache", "clear", "--json").Output);
        Keys(clear.RootElement).ShouldBe(["folder", "deleted", "bytes"]);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_a_warning_of_the_data_verbs_too()
    {
        var faces = _folder.Write("faces.csv", Sample.GoodCsv);
        _folder.Write("cache", "a file where the folder should be");
        CommandLine.Run("data", "export", faces, _folder["copy.csv"]).Error.ShouldStartWith($"Warning: The cache of {faces} cannot be written");
        CommandLine.Run("data", "inspect", faces, "--out", _folder["figures"], "data.validate_on=train").Error.ShouldStartWith("Warning: data.validate_on=train: ");
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
