using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Tests.Vision;

public sealed class MediaFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public MediaFileTests()
    {
        string[] files = ["b.png", "a.JPG", "c.mp4", "notes.txt", ".hidden.png", "._b.png", "in/b.png", "in/deep/d.webp", "in/.kept/e.png", "odd.xyz"];
        foreach (var file in files)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            _folder.Write(file, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "a.JPG b.png c.mp4 .hidden.png")]
    [InlineData("in", "in/b.png")]
    [InlineData("*.png", "b.png")]
    [InlineData("?.*", "a.JPG b.png c.mp4")]
    [InlineData("in/*/*", "in/deep/d.webp")]
    [InlineData("**/*.png", "b.png in/b.png")]
    [InlineData("**/deep/**/*", "in/deep/d.webp")]
    [InlineData("i*/./b.*", "in/./b.png")]
    [InlineData("in/.kept/*.png", "in/.kept/e.png")]
    public void Folders_and_patterns_stand_for_their_images_and_videos(string name, string expected) =>
        Names(_folder[name]).ShouldBe(expected.Split(' '), ignoreOrder: true);

    [Fact]
    public void A_folder_that_a_pattern_names_may_be_a_link()
    {
        Directory.CreateSymbolicLink(_folder["linked"], _folder["in"]);
        Names(_folder["linked/*.png"]).ShouldBe(["linked/b.png"]);
        Names(_folder["**/b.png"]).ShouldBe(["b.png", "in/b.png"], ignoreOrder: true);
    }

    [Fact]
    public void A_file_is_taken_whatever_it_is_called_and_only_once() =>
        Names(_folder["odd.xyz"], _folder["in/b.png"], _folder["in"], _folder["in/../in/b.png"]).ShouldBe(["odd.xyz", "in/b.png"]);

    [Fact]
    public void Files_come_in_the_order_of_their_names() => Names(_folder[""]).ShouldBe([".hidden.png", "a.JPG", "b.png", "c.mp4"]);

    [Fact]
    public void Videos_are_recognised_by_their_extensions() =>
        MediaFile.Find([_folder[""]]).Select(file => file.IsVideo).ShouldBe([false, false, false, true]);

    [Fact]
    public void A_name_that_matches_nothing_is_an_error()
    {
        Should.Throw<UserError>(() => MediaFile.Find([_folder["none.png"]])).Message.ShouldBe($"{_folder["none.png"]} does not exist.");
        Should.Throw<UserError>(() => MediaFile.Find([_folder["none/*.png"]])).Message.ShouldStartWith($"{_folder["none/*.png"]} contains no images or videos. Expected: .png, ");
    }

    [Theory]
    [InlineData("f.bmp f.png f.tif", "f.bmp.png f.png f.tif.png")]
    [InlineData("b.png in/b.png B.JPEG b.jpg c.avi c.mp4", "b.png b_2.png B.JPEG b.jpg c.avi.mp4 c.mp4")]
    [InlineData("a/b.png b.png b_2.png", "b.png b_3.png b_2.png")]
    [InlineData("b.bmp b.bmp.png", "b.bmp_2.png b.bmp.png")]
    [InlineData("b.png B.png", "b.png B_2.png")]
    public void Annotated_files_have_the_names_of_their_originals_as_far_as_the_format_is_kept(string originals, string copies)
    {
        MediaFile[] files = [.. originals.Split(' ').Select(name => new MediaFile(_folder[name]))];
        var names = new OutputNames(_folder["out"], files);
        files.Select(names.For).ShouldBe(copies.Split(' ').Select(name => Path.Combine(_folder["out"], name)));
    }

    [Fact]
    public void An_original_is_not_written_over()
    {
        MediaFile[] files = [new(_folder["b.png"]), new(_folder["c.mp4"])];
        var names = new OutputNames(_folder.Root, files);
        files.Select(names.For).ShouldBe([_folder["b_2.png"], _folder["c_2.mp4"]]);
    }

    private string[] Names(params string[] names) =>
        [.. MediaFile.Find(names).Select(file => file.Path[(_folder.Root.Length + 1)..])];
}
