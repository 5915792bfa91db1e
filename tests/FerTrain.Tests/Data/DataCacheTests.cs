using FerTrain.Core.Errors;
using FerTrain.Core.Files;
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
        var first = Read();
        var written = FileStatus.Of(Entry).Place;

        Read().ShouldHoldSameFacesAs(first);
        FileStatus.Of(Entry).Place.ShouldBe(written);
    }

    /// <summary>Above 2 MiB, where the ends alone were once compared.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_digit_in_the_middle_counts_though_length_and_time_are_kept(bool isSettled)
    {
        File.WriteAllText(_csv, string.Concat(Enumerable.Repeat(Sample.GoodCsv[21..], 200).Prepend(Sample.GoodCsv[..21])));
        if (isSettled) Settle();
        var before = Read();
        var time = File.GetLastWriteTimeUtc(_csv);
        using (var file = File.OpenWrite(_csv))
        {
            file.Position = 21 + 100 * (Sample.GoodCsv.Length - 21) + 2; // the first pixel of a row
            file.Write("8"u8);
        }

        File.SetLastWriteTimeUtc(_csv, time);

        var after = Read();
        after.Pixels.Zip(before.Pixels).Count(pair => pair.First != pair.Second).ShouldBe(1);
        after.Face(300)[0].ShouldBe((byte)8);
    }

    [Fact]
    public void An_image_of_a_folder_counts_though_length_and_time_are_kept()
    {
        var image = _folder["faces/happy/1.pgm"];
        Directory.CreateDirectory(Path.GetDirectoryName(image)!);
        Directory.CreateDirectory(_folder["faces/sad"]);
        byte[] Grey(byte value) => [.. "P5 48 48 255\n"u8, .. Enumerable.Repeat(value, Sample.FaceBytes)];
        File.WriteAllBytes(image, Grey(7));
        File.WriteAllBytes(_folder["faces/sad/2.pgm"], Grey(9));
        var time = File.GetLastWriteTimeUtc(image);
        _cache.ReadFolder(_folder["faces"], 48, _warnings).Pixels[0].ShouldBe((byte)7);
        File.WriteAllBytes(image, Grey(8));
        File.SetLastWriteTimeUtc(image, time);

        _cache.ReadFolder(_folder["faces"], 48, _warnings).Pixels[0].ShouldBe((byte)8);
    }

    [Fact]
    public void Images_of_a_folder_are_kept_at_each_size_that_was_asked_for()
    {
        MixedSizes.Write(_folder["images"]);
        foreach (var size in (int[])[48, 64, 48]) _cache.ReadFolder(_folder["images"], size, _warnings).Size.ShouldBe(size);
        _cache.Entries().Count.ShouldBe(2);
    }

    [Fact]
    public void The_stamp_of_a_file_that_rests_is_enough_and_another_time_alone_reads_nothing_again()
    {
        Settle();
        Read();
        var written = FileStatus.Of(Entry).Place;
        CacheFile.TryOpen(Entry)!.IsStamped(new SourceFiles(_csv, [_csv], "").Stamp()).ShouldBe(OperatingSystem.IsLinux());
        File.SetLastWriteTimeUtc(_csv, DateTime.UnixEpoch);

        Read();
        FileStatus.Of(Entry).Place.ShouldBe(written);
    }

    [Fact]
    public void Of_too_many_entries_those_used_longest_ago_are_deleted()
    {
        var cache = new DataCache(_folder["cache"], limit: 3 * Sample.FaceBytes * 5 / 2);
        string[] files = [.. "abc".Select(name => _folder.Write($"{name}.csv", Sample.GoodCsv))];
        foreach (var file in (string[])[files[0], files[1], files[0], files[2]])
        {
            cache.Read(file, _warnings);
            Thread.Sleep(10);
        }

        cache.Entries().Select(entry => entry.Source).ShouldBe([files[2], files[0]]);
        new DataCache(_folder["cache"], limit: 1).Read(files[1], _warnings);
        cache.Entries().ShouldHaveSingleItem().Source.ShouldBe(files[1], "an entry that is too large by itself stays");
        _warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Clearing_deletes_the_entries_and_nothing_of_others()
    {
        Read();
        string[] others = [_folder.Write("cache/mine.faces", ""), _folder.Write("cache/0123456789abcdef.txt", "")];
        var left = _folder.Write($"cache/0123456789abcdef.faces.{Guid.NewGuid():N}.tmp", "of a killed process");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-1));

        _cache.Clear().ShouldHaveSingleItem().Source.ShouldBe(_csv);
        Directory.GetFiles(_folder["cache"]).ShouldBe(others, ignoreOrder: true);
        new DataCache(_folder["nowhere"]).Clear().ShouldBeEmpty();
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

    /// <summary>Waits until a change would have another time than the last one, whatever the file system.</summary>
    [Fact]
    public void An_entry_that_another_process_puts_in_its_place_gets_no_stamp_of_this_one()
    {
        var path = _folder["0123456789abcdef.faces"];
        var faces = Read();
        var (ours, theirs) = (new SourceStamp([.. Enumerable.Repeat((byte)1, SourceStamp.Bytes)], IsSettled: true), new SourceStamp([.. Enumerable.Repeat((byte)2, SourceStamp.Bytes)], IsSettled: true));
        Write(ours);
        using var opened = CacheFile.TryOpen(path).ShouldNotBeNull();
        File.Delete(path);
        Write(theirs);

        opened.Use(path, ours);

        using var after = CacheFile.TryOpen(path).ShouldNotBeNull();
        (after.IsStamped(ours), after.IsStamped(theirs)).ShouldBe((false, true));

        void Write(SourceStamp stamp)
        {
            using var stream = File.Create(path);
            CacheFile.Write(stream, "source", stamp, stamp.Hash, faces);
        }
    }

    [Fact]
    public void Time_alone_changes_no_stamp()
    {
        var files = new SourceFiles(_csv, [_csv], settings: "");
        File.SetLastWriteTimeUtc(_csv, DateTime.UtcNow); // it changed just now
        var early = files.Stamp();
        Settle();
        files.Stamp().Hash.ShouldBe(early.Hash);
    }

    private void Settle()
    {
        if (OperatingSystem.IsLinux()) SpinWait.SpinUntil(() => FileStatus.Of(_csv).IsSettled(), TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    private string Entry => Directory.GetFiles(_folder["cache"]).Single();

    private FaceSet Read()
    {
        var faces = _cache.Read(_csv, _warnings);
        _warnings.ShouldBeEmpty();
        return faces;
    }
}
