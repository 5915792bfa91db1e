using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Tests.Files;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_there_with_all_its_files_or_not_at_all()
    {
        AtomicFolder.Create(_folder["faces"], path =>
        {
            File.WriteAllText(Path.Combine(path, "1"), "one");
            Directory.Exists(_folder["faces"]).ShouldBeFalse();
        });

        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([_folder["faces"]]);
        Directory.GetFileSystemEntries(_folder["faces"]).ShouldBe([_folder["faces/1"]]);
    }

    [Fact]
    public void A_failure_leaves_nothing()
    {
        Should.Throw<UserError>(() => AtomicFolder.Create(_folder["faces"], path =>
        {
            File.WriteAllText(Path.Combine(path, "1"), "one");
            throw new IOException("No space left on device");
        })).Message.ShouldBe($"{_folder["faces"]} cannot be written: No space left on device");
        Should.Throw<OperationCanceledException>(() => AtomicFolder.Create(_folder["faces"], _ => throw new OperationCanceledException()));

        Directory.GetFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_folder_is_taken_and_a_full_one_is_kept()
    {
        Directory.CreateDirectory(_folder["empty"]);
        AtomicFolder.Create(_folder["empty"], path => File.WriteAllText(Path.Combine(path, "1"), "one"));
        Should.Throw<UserError>(() => AtomicFolder.Create(_folder["empty"], _ => { })).Message
            .ShouldStartWith($"{_folder["empty"]} exists and is not an empty folder.");
        File.ReadAllText(_folder["empty/1"]).ShouldBe("one");
    }

    [Fact]
    public void A_full_one_is_replaced_as_a_whole_where_that_is_asked_for()
    {
        Directory.CreateDirectory(_folder["page"]);
        _folder.Write("page/old", "old");
        Should.Throw<OperationCanceledException>(() => AtomicFolder.Create(_folder["page"], _ => throw new OperationCanceledException(), replaces: true));
        File.ReadAllText(_folder["page/old"]).ShouldBe("old");

        AtomicFolder.Create(_folder["page"], path => File.WriteAllText(Path.Combine(path, "new"), "new"), replaces: true);

        Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).ShouldBe([_folder["page"], _folder["page/new"]]);
        _folder.Write("file", "mine");
        Should.Throw<UserError>(() => AtomicFolder.Create(_folder["file"], _ => { }, replaces: true)).Message.ShouldStartWith($"{_folder["file"]} exists and is not an empty folder.");
    }

    [Fact]
    public void Of_a_link_the_folder_that_it_leads_to_is_replaced()
    {
        Directory.CreateDirectory(_folder["www"]);
        _folder.Write("www/old", "old");
        Directory.CreateSymbolicLink(_folder["site"], _folder["www"]);

        AtomicFolder.Create(_folder["site"] + Path.DirectorySeparatorChar, path => File.WriteAllText(Path.Combine(path, "new"), "new"), replaces: true);

        Directory.GetFileSystemEntries(_folder["www"]).ShouldBe([_folder["www/new"]]);
        new DirectoryInfo(_folder["site"]).LinkTarget.ShouldBe(_folder["www"]);
    }

    [Fact]
    public void What_a_process_left_that_was_killed_while_it_replaced_one_is_deleted()
    {
        var left = $"page.{Guid.NewGuid():N}.old";
        foreach (var name in (string[])[left, "page.2024.old"])
        {
            Directory.CreateDirectory(_folder[name]);
            _folder.Write($"{name}/1", "one");
        }

        AtomicFolder.Create(_folder["page"], _ => { }, replaces: true);

        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([_folder["page"], _folder["page.2024.old"]], ignoreOrder: true); // the second is somebody's own
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_comes_into_its_place_meanwhile_is_kept(bool replaces)
    {
        Directory.CreateDirectory(_folder["faces"]);

        Should.Throw<UserError>(() => AtomicFolder.Create(_folder["faces"], _ => _folder.Write("faces/mine", "mine"), replaces)).Message
            .ShouldStartWith($"{_folder["faces"]} cannot be written: ");

        Directory.GetFileSystemEntries(_folder.Root, "*", SearchOption.AllDirectories).ShouldBe([_folder["faces"], _folder["faces/mine"]]);
    }

    [Fact]
    public void The_current_folder_is_not_taken_from_under_the_shell() =>
        Should.Throw<UserError>(() => AtomicFolder.Create(".", _ => { }, replaces: true)).Message.ShouldBe(". is the current folder. Expected: another one.");

    [Fact]
    public void What_a_killed_process_left_is_deleted_and_what_another_fills_is_not()
    {
        var (left, filled) = ($"faces.{Guid.NewGuid():N}.tmp", $"faces.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(_folder[left]);
        _folder.Write($"{left}/.lock", "");
        Directory.CreateDirectory(_folder[filled]);
        using (new FileStream(_folder[$"{filled}/.lock"], FileMode.Create, FileAccess.Write, FileShare.None))
            AtomicFolder.Create(_folder["faces"], _ => { });

        Directory.GetFileSystemEntries(_folder.Root).ShouldBe([_folder["faces"], _folder[filled]], ignoreOrder: true);
    }

    [Fact]
    public void What_a_killed_process_left_is_deleted_beside_a_bare_name_too()
    {
        var name = $"{Guid.NewGuid():N}.mp4";
        var leftover = Path.GetFullPath($"{name}.{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(leftover);
        File.WriteAllText(Path.Combine(leftover, ".lock"), "");

        using (new TemporaryFolder(name)) Directory.Exists(leftover).ShouldBeFalse();
    }
}
