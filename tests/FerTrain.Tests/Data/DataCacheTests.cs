using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

[Collection(TestCollections.Alone)]
public sealed class DataCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _csv;
    private readonly DataCache _cache;
    private readonly List<string> _warnings = [];

    public DataCacheTests()
    {
        _csv = _folder.Write("a.csv", Sample.GoodCsv);
        _cache = new DataCache(_folder["cache"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_read_comes_from_the_cache()
    {
        // Only the ends of a large file are compared, so a change in its middle shows that it was not read again.
        File.WriteAllText(_csv, string.Concat(Enumerable.Repeat(Sample.GoodCsv[21..], 200).Prepend(Sample.GoodCsv[..21])));
        var time = File.GetLastWriteTimeUtc(_csv);
        var first = Read();
        using (var file = File.OpenWrite(_csv))
        {
            file.Position = file.Length / 2;
            file.Write("not a pixel"u8);
        }

        File.SetLastWriteTimeUtc(_csv, time);

        Read().ShouldHoldSameFacesAs(first);
    }

    [Fact]
    public void Without_a_home_folder_there_is_a_warning_and_no_cache_in_the_current_folder()
    {
        string[] variables = ["FERTRAIN_CACHE", "XDG_CACHE_HOME", "HOME"];
        var before = Array.ConvertAll(variables, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var (variable, value) in variables.Zip(new[] { null, null, $"{_csv}/home" })) // nobody can make it under a file
                Environment.SetEnvironmentVariable(variable, value);
            DataCache.Default.Read(_csv, _warnings);
        }
        finally
        {
            foreach (var (variable, value) in variables.Zip(before)) Environment.SetEnvironmentVariable(variable, value);
        }

        _warnings.ShouldHaveSingleItem().ShouldStartWith($"The cache of {_csv} cannot be written");
        Directory.Exists(".cache").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(60)]
    [InlineData(3000)]
    public void A_damaged_cache_is_rebuilt(int at)
    {
        var first = Read();
        var bytes = File.ReadAllBytes(Entry);
        bytes[at] ^= 1;
        File.WriteAllBytes(Entry, bytes);

        Read().ShouldHoldSameFacesAs(first);
        bytes[at] ^= 1;
        File.ReadAllBytes(Entry).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(5000)]
    public void A_truncated_cache_is_rebuilt(int length)
    {
        var first = Read();
        File.WriteAllBytes(Entry, File.ReadAllBytes(Entry)[..length]);

        Read().ShouldHoldSameFacesAs(first);
    }

    [Fact]
    public void A_changed_file_is_read_again_in_place_of_the_stale_entry()
    {
        Read();
        File.AppendAllText(_csv, $"5,{Sample.Pixels()},Training\n");

        Read().Labels.ShouldBe([0, 6, 3, 5]);
        Read().Count.ShouldBe(4);
        Directory.GetFiles(_folder["cache"]).Length.ShouldBe(1);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_a_warning()
    {
        _folder.Write("cache", "a file where the folder should be");

        _cache.Read(_csv, _warnings).Count.ShouldBe(3);
        _warnings.ShouldHaveSingleItem().ShouldStartWith($"The cache of {_csv} cannot be written, so the next read is slow again: ");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_not_cached()
    {
        File.WriteAllText(_csv, "emotion,pixels,Usage\n");

        Should.Throw<UserError>(() => Read());
        Directory.Exists(_folder["cache"]).ShouldBeFalse();
    }

    private string Entry => Directory.GetFiles(_folder["cache"]).Single();

    private FaceSet Read()
    {
        var faces = _cache.Read(_csv, _warnings);
        _warnings.ShouldBeEmpty();
        return faces;
    }
}
