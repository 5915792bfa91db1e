using FerTrain.Core.Errors;
using FerTrain.Reports.TensorBoard;

namespace FerTrain.Tests.Reports.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    /// <summary>Grey, three pixels wide and two high.</summary>
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNgaPjP8L+BAQAMAAL/qg5+vgAAAABJRU5ErkJggg==");

    private readonly TempFolder _folder = new();
    private readonly Clock _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));

    public void Dispose() => _folder.Dispose();

    [FactWithPython]
    public void Another_reader_finds_what_was_written_before_the_file_is_closed()
    {
        using var file = EventFile.Create(_folder.Root, firstStep: 3, _clock);
        file.WriteScalars(3, ("loss/train", 1.5), ("learning_rate", 1e-3));
        _clock.Now += TimeSpan.FromSeconds(1.5);
        file.WriteImage(-4, "faces", Png);
        file.WriteText(long.MaxValue, "config", "# ärger 😀");

        var events = EventReader.Read(_folder.Root).Events;

        events.Select(e => e!["wall_time"]!.GetValue<double>()).ShouldBe([.. Enumerable.Repeat(1_700_000_000.25, 3), 1_700_000_001.75, 1_700_000_001.75]);
        events.Select(e => e!["step"]!.GetValue<long>()).ShouldBe([0, 3, 3, -4, long.MaxValue]);
        events[0]!["file_version"]!.GetValue<string>().ShouldBe("brain.Event:2");
        events[1]!["session_log"]!["status"]!.GetValue<int>().ShouldBe(1);
        events[2]!["summary"]!.ToJsonString().ShouldBe("""{"values":[{"tag":"loss/train","scalar":1.5},{"tag":"learning_rate","scalar":0.0010000000474974513}]}""");
        events[3]!["summary"]!["values"]![0]!.ToJsonString().ShouldBe($$$"""{"tag":"faces","image":{"height":2,"width":3,"png":"{{{Convert.ToBase64String(Png).Replace("+", "\\u002B", StringComparison.Ordinal)}}}"}}""");
        var text = events[4]!["summary"]!["values"]![0]!;
        text["tensor"]!["strings"]![0]!.GetValue<string>().ShouldBe("# ärger 😀");
        text["tensor"]!["dtype"]!.GetValue<int>().ShouldBe(7);
        text["metadata"]!.ToJsonString().ShouldBe("""{"plugin":{"name":"text"},"data_class":2}""");
    }

    [FactWithPython]
    public void A_record_that_was_cut_does_not_hide_those_before_it_nor_the_next_session()
    {
        using (var file = EventFile.Create(_folder.Root, firstStep: 1, _clock))
        {
            file.WriteScalars(1, ("loss/train", 3));
            file.WriteScalars(2, ("loss/train", 2));
        }

        var first = Directory.GetFiles(_folder.Root).Single();
        using (var stream = File.OpenWrite(first)) stream.SetLength(stream.Length - 5);
        using (var file = EventFile.Create(_folder.Root, firstStep: 2, _clock)) file.WriteScalars(2, ("loss/train", 1));

        var found = EventReader.Read(_folder.Root);
        found.CutFiles.ShouldBe(1);
        found.Shown("loss/train").ShouldBe([(1, 3f), (2, 1f)]);
    }

    [Fact]
    public void A_name_sorts_after_those_before_it_even_where_the_clock_was_set_back()
    {
        List<string> names = [];
        foreach (var seconds in new[] { 1_700_000_000, 1_700_000_000, 1_600_000_000, 1_800_000_000 })
        {
            _clock.Now = DateTimeOffset.FromUnixTimeSeconds(seconds);
            EventFile.Create(_folder.Root, firstStep: 1, _clock).Dispose();
            names.Add(Directory.GetFiles(_folder.Root).Select(file => Path.GetFileName(file)!).Except(names).Single());
        }

        names.ShouldBe(names.Order(StringComparer.Ordinal));
        names.Select(name => name[..^Environment.MachineName.Length]).ShouldBe(
            new[] { "1700000000", "1700000001", "1700000002", "1800000000" }.Select(seconds => $"events.out.tfevents.{seconds}."));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var file = _folder.Write("file", "");
        Should.Throw<UserError>(() => EventFile.Create(file, firstStep: 1, _clock)).Message.ShouldStartWith($"{file}: cannot be written: ");
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
