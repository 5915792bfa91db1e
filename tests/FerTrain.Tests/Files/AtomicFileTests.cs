using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Tests.Files;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_process_has_an_empty_folder_of_its_own()
    {
        var claimed = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => OutputFolder.ClaimEmpty(_folder["out"])).ToArray();

        claimed.Select(one => one.Folder).Order().ShouldBe([_folder["out"], .. Enumerable.Range(2, 7).Select(number => _folder[$"out_{number}"])]);
        foreach (var (folder, claim) in claimed)
        {
            claim.Dispose();
            Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_folder_is_empty_that_a_killed_process_had_claimed_and_one_with_a_file_is_not()
    {
        Directory.CreateDirectory(_folder["out"]);
        _folder.Write("out/.lock", "");
        var (folder, claim) = OutputFolder.ClaimEmpty(_folder["out"]);
        using (claim) folder.ShouldBe(_folder["out"]);

        Directory.CreateDirectory(_folder["out/cache.v1.tmp"]); // of another program, which locks its folders alike
        _folder.Write("out/cache.v1.tmp/.lock", "");
        _folder.Write("out/mine", "mine");
        var (next, nextClaim) = OutputFolder.ClaimEmpty(_folder["out"]);
        using (nextClaim) next.ShouldBe(_folder["out_2"]);
        File.Exists(_folder["out/cache.v1.tmp/.lock"]).ShouldBeTrue();
    }
}

public class AtomicFileTests
{
    [Fact]
    public void A_file_is_made_and_replaced_and_nothing_else_stays()
    {
        using var folder = new TempFolder();
        AtomicFile.Write(folder["a"], stream => stream.Write("a longer content"u8));
        AtomicFile.Write(folder["a"], stream => stream.Write("new"u8));
        File.ReadAllText(folder["a"]).ShouldBe("new");
        Directory.GetFiles(folder.Root).ShouldBe([folder["a"]]);
    }

    [Fact]
    public void What_a_link_leads_to_is_replaced_and_the_link_stays()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder["link"], folder.Write("file", "old"));
        AtomicFile.WriteText(folder["link"], "new");
        File.ReadAllText(folder["file"]).ShouldBe("new");
        new FileInfo(folder["link"]).LinkTarget.ShouldBe(folder["file"]);
    }

    [Fact]
    public void A_pipe_is_not_replaced()
    {
        using var folder = new TempFolder();
        ExternalProgram.Start("mkfifo", folder["pipe"]).ExitCode.ShouldBe(0);
        Should.Throw<UserError>(() => AtomicFile.WriteText(folder["pipe"], "text")).Message.ShouldBe($"{folder["pipe"]}: cannot be written: it is a pipe or a device");
        Directory.GetFileSystemEntries(folder.Root).ShouldBe([folder["pipe"]]);
    }

    [Fact]
    public void Text_is_utf_8_without_a_byte_order_mark()
    {
        using var folder = new TempFolder();
        AtomicFile.WriteText(folder["a"], "é\n");
        File.ReadAllBytes(folder["a"]).ShouldBe([0xC3, 0xA9, 0x0A]);
    }

    [Fact]
    public void The_previous_file_survives_a_full_disk()
    {
        using var folder = new TempFolder();
        AtomicFile.Write(folder["a"], stream => stream.Write("old"u8));

        var error = Should.Throw<UserError>(() => AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));

        error.Message.ShouldBe($"{folder["a"]}: cannot be written: No space left on device");
        File.ReadAllText(folder["a"]).ShouldBe("old");
        Directory.GetFiles(folder.Root).ShouldBe([folder["a"]]);
    }

    [Fact]
    public void The_previous_file_survives_any_other_failure_which_passes()
    {
        using var folder = new TempFolder();
        AtomicFile.Write(folder["a"], stream => stream.Write("old"u8));
        Should.Throw<OperationCanceledException>(() => AtomicFile.Write(folder["a"], _ => throw new OperationCanceledException()));
        File.ReadAllText(folder["a"]).ShouldBe("old");
        Directory.GetFiles(folder.Root).ShouldBe([folder["a"]]);
    }

    [Fact]
    public void Many_who_write_the_same_file_at_once_each_write_it_whole()
    {
        using var folder = new TempFolder();
        var contents = Enumerable.Range(0, 40).Select(writer => new string((char)('0' + writer), 100_000)).ToArray();
        Parallel.ForEach(contents, content => AtomicFile.WriteText(folder["a"], content));
        contents.ShouldContain(File.ReadAllText(folder["a"]));
        Directory.GetFiles(folder.Root).ShouldBe([folder["a"]]);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_way_are_named()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => AtomicFile.Write(folder["no/a"], _ => { })).Message
            .ShouldBe($"{folder["no/a"]}: cannot be written: there is no folder '{folder["no"]}'");
        Directory.CreateDirectory(folder["a"]);
        Should.Throw<UserError>(() => AtomicFile.Write(folder["a"], _ => { })).Message
            .ShouldBe($"{folder["a"]}: cannot be written: it is a folder");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_goes_with_the_next_write_unless_its_writer_may_live()
    {
        using var folder = new TempFolder();
        var old = Leftover("a", age: 2);
        var recent = Leftover("a", age: 0);
        var open = Leftover("a", age: 2);
        var other = Leftover("b", age: 2);
        var users = folder.Write("a.draft.tmp", "a user's own");
        File.SetLastWriteTimeUtc(users, DateTime.UtcNow.AddYears(-1));
        using (new FileStream(open, FileMode.Open, FileAccess.Write, FileShare.None))
            AtomicFile.WriteText(folder["a"], "new");

        Directory.GetFiles(folder.Root).ShouldBe([folder["a"], recent, open, other, users], ignoreOrder: true);
        File.Exists(old).ShouldBeFalse();

        string Leftover(string name, int age)
        {
            var path = folder.Write($"{name}.{Guid.NewGuid():N}.tmp", "half");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-age));
            return path;
        }
    }

    [Fact]
    public void Cleaning_a_folder_spares_what_is_not_ours_and_what_lies_behind_a_link()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["run/deep"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        var ours = folder.Write($"run/deep/last.pt.{Guid.NewGuid():N}.tmp", "half");
        var users = folder.Write("run/deep/notes.tmp", "a user's own");
        var linked = folder.Write($"elsewhere/best.pt.{Guid.NewGuid():N}.tmp", "of another run");
        Directory.CreateSymbolicLink(folder["run/link"], folder["elsewhere"]);

        AtomicFile.DeleteLeftovers(folder["run"]);

        (File.Exists(ours), File.Exists(users), File.Exists(linked)).ShouldBe((false, true, true));
    }
}
