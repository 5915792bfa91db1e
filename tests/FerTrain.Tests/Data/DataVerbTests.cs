using System.CommandLine;
using System.Text.Json;
using FerTrain.Cli;
using FerTrain.Cli.Verbs;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;
using static FerTrain.Tests.Data.Sample;

namespace FerTrain.Tests.Data;

[Collection(TestCollections.Libtorch)]
public sealed class DataVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_reports_every_fact_as_json()
    {
        _folder.Write("faults.csv", Csv(
            $"0,{Pixels(1)},Training",
            $"0,{Pixels(1)},Training",      // equals row 0
            $"3,{Pixels(1)},Training",      // its pixels, another label
            $"4,{Varied(2)},Training",
            $"4,{Varied(2)},PublicTest",    // leaks from Training
            $"5,{Varied(3)},PublicTest",
            $"5,{Varied(3)},PrivateTest",   // leaks from PublicTest
            $"6,{Varied(2)},PrivateTest",   // leaks from both, another label
            $"6,{Varied(4)},PrivateTest",
            $"8,{Varied(4)},PrivateTest",
            "1,300,Nowhere"));

        var (exit, output) = Run("data", "check", _folder["faults.csv"], "--json");

        exit.ShouldBe(2);
        output.ShouldBe(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "Goldens", "data_check.json")));
    }

    [Fact]
    public void Check_lists_the_rows_of_every_repeated_image_by_their_numbers_in_the_file()
    {
        var path = _folder.Write("a.csv", Csv(
            $"0,{Varied(1)},Training",
            "0,300,Training", // cannot be read, and counts
            $"0,{Varied(1)},Training",
            $"4,{Varied(2)},Training",
            $"5,{Varied(2)},PublicTest",
            $"5,{Varied(3)},PublicTest",
            $"5,{Varied(3)},PrivateTest"));

        var lines = Run("data", "check", path, "--list", "--out", _folder["rows.csv"]).Output.Split('\n');

        lines[^6..].ShouldBe(
        [
            "",
            "duplicate: row 0 Training angry, row 2 Training angry",
            "conflict leak: row 3 Training sad, row 4 PublicTest surprise",
            "leak: row 5 PublicTest surprise, row 6 PrivateTest surprise",
            $"3 images in several rows → {_folder["rows.csv"]}",
            "",
        ]);
        File.ReadAllLines(_folder["rows.csv"])[..4].ShouldBe(["image,kinds,row,usage,class", "0,duplicate,0,Training,angry", "0,duplicate,2,Training,angry", "1,conflict leak,3,Training,sad"]);
        var json = JsonDocument.Parse(Run("data", "check", path, "--list", "--json").Output).RootElement.GetProperty("repeated");
        json.GetArrayLength().ShouldBe(3);
        JsonSerializer.Serialize(json[1]).ShouldBe("""{"kinds":["conflict","leak"],"rows":[{"row":3,"usage":"Training","class":"sad"},{"row":4,"usage":"PublicTest","class":"surprise"}]}""");
        Should.Throw<UserError>(() => Run("data", "check", path, "--out", _folder["rows.csv"])).Message.ShouldBe($"{_folder["rows.csv"]} exists. --force overwrites it.");
    }

    [Fact]
    public void Clean_writes_a_file_in_which_check_finds_nothing_and_says_what_it_removed()
    {
        var path = _folder.Write("a.csv", Csv(
            $"0,{Varied(1)},Training",
            $"0,{Varied(1)},Training",      // a duplicate
            $"3,{Varied(2)},Training",      // a conflict with the next
            $"4,{Varied(2)},PrivateTest",
            $"5,{Varied(3)},Training",      // leaks into both tests
            $"5,{Varied(3)},PublicTest",
            $"5,{Varied(3)},PrivateTest",
            $"6,{Varied(4)},PublicTest",
            "1,300,Training"));

        var (exit, output) = Run("data", "clean", path, "--out", _folder["clean.csv"]);

        exit.ShouldBe(0);
        output.Split('\n').ShouldBe(
        [
            "rows                                   9",
            "  removed: unreadable                  1",
            "  removed: labels of an image differ   2",
            "  removed: image is in a later split   2",
            "  removed: image is in the same split  1",
            $"3 faces → {_folder["clean.csv"]}",
            "",
        ]);
        var clean = ArchiveReader.Read(_folder["clean.csv"]);
        clean.Usages.ShouldBe([Usage.Training, Usage.PrivateTest, Usage.PublicTest]);
        var check = DataCheck.Of(clean, []);
        (check.ExcessDuplicates, check.ConflictingGroups, check.Leaks).ShouldBe((0, 0, new LeakageCounts(0, 0, 0)));
        Run("data", "clean", path, "--folder", _folder["clean"], "--keep-conflicts").Output.ShouldEndWith($"4 faces → {_folder["clean"]}\n");
        Should.Throw<UserError>(() => Run("data", "clean", path, "--out", path)).Message.ShouldBe($"{path} is the data set that is read. Expected: another file.");
        Should.Throw<UserError>(() => Run("data", "clean", path, "--out", _folder["clean.csv"])).Message.ShouldBe($"{_folder["clean.csv"]} exists. --force overwrites it.");
        Should.Throw<UserError>(() => Run("data", "clean", path)).Message.ShouldBe("data clean needs one target. Expected: --out FILE, or --folder FOLDER.");
    }

    [Fact]
    public void What_is_read_is_not_overwritten_and_classes_are_as_a_config_has_them()
    {
        var path = _folder.Write("faces.csv", "emotion,pixels,Usage\n");
        Should.Throw<UserError>(() => Run("data", "check", path, "--out", path, "--force")).Message.ShouldBe($"{path} is the data set that is read. Expected: another file.");
        Should.Throw<UserError>(() => Run("data", "export", path, path, "--force")).Message.ShouldBe($"{path} is the data set that is read. Expected: another file.");
        Should.Throw<UserError>(() => Run("data", "export", path, _folder["out.csv"], "--classes", "happy,happy")).Message.ShouldBe("data.classes: got happy, expected each class once.");
        Should.Throw<UserError>(() => Run("data", "export", path, _folder["out.csv"], "--merge", "disgust=angry", "--classes", "disgust,happy")).Message
            .ShouldBe("data.classes: got disgust, expected a class that stays; disgust is merged into angry.");
    }

    [Fact]
    public void A_link_to_what_is_read_is_what_is_read()
    {
        var path = _folder.Write("faces.csv", Csv($"0,{Pixels(1)},Training"));
        File.CreateSymbolicLink(_folder["link.csv"], path);
        Should.Throw<UserError>(() => Run("data", "export", _folder["link.csv"], path, "--force")).Message.ShouldBe($"{path} is the data set that is read. Expected: another file.");
        Should.Throw<UserError>(() => Run("data", "clean", path, "--out", _folder["link.csv"], "--force")).Message.ShouldBe($"{_folder["link.csv"]} is the data set that is read. Expected: another file.");
        ArchiveReader.Read(path).Count.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_written_into_the_folder_that_is_read()
    {
        var path = _folder.Write("faces.csv", Csv($"0,{Pixels(1)},Training", $"3,{Pixels(2)},PrivateTest"));
        Run("data", "export", path, "--folder", _folder["faces"]).Exit.ShouldBe(0);
        foreach (var words in (string[][])[["export", _folder["faces"], "--folder"], ["clean", _folder["faces"], "--folder"], ["inspect", _folder["faces"], "--out"]])
        {
            Should.Throw<UserError>(() => Run(["data", .. words, _folder["faces/new"]])).Message
                .ShouldBe($"{_folder["faces/new"]} lies in the data set that is read, which could not be read again then. Expected: a path outside {_folder["faces"]}.");
        }

        Run("data", "check", _folder["faces"]).Exit.ShouldBe(0);
    }

    [Fact]
    public void A_split_without_rows_is_not_written()
    {
        var path = _folder.Write("faces.csv", Csv($"0,{Pixels(1)},Training"));
        Should.Throw<UserError>(() => Run("data", "export", path, _folder["test.csv"], "--split", "test")).Message.ShouldBe($"{path} has no test row to write. Expected: another --split.");
        Should.Throw<UserError>(() => Run("data", "export", path, _folder["none.csv"], "--classes", ",")).Message.ShouldStartWith("data.classes: got ");
        Directory.GetFiles(_folder.Root).ShouldBe([path]);
    }

    [Fact]
    public void A_column_that_is_there_twice_is_refused()
    {
        var path = _folder.Write("faces.csv", $"emotion,pixels,Usage,Pixels\n0,{Pixels(1)},Training,{Pixels(2)}\n");
        Should.Throw<UserError>(() => Run("data", "check", path)).Message.ShouldBe($"{path}: there are 2 columns 'pixels'. Expected: one.");
    }

    [Fact]
    public void Inspect_shows_what_is_named_and_a_name_of_dots_is_one()
    {
        var path = _folder.Write("...", Csv($"0,{Pixels(1)},Training"));
        Should.Throw<UserError>(() => Run("data", "inspect", path, "data.path=other.csv")).Message.ShouldBe($"data.path=other.csv: data inspect shows {path}. Expected: one of the two.");
        Run("data", "inspect", path, "--out", _folder["figures"]).Exit.ShouldBe(0);
    }

    [Fact]
    public void An_image_that_cannot_be_opened_is_one_of_the_faults()
    {
        Run("data", "export", _folder.Write("faces.csv", Csv($"0,{Pixels(1)},Training", $"3,{Pixels(2)},Training")), "--folder", _folder["faces"]).Exit.ShouldBe(0);
        File.CreateSymbolicLink(_folder["faces/train/happy/zzz.png"], _folder["gone.png"]);

        var (exit, output) = Run("data", "check", _folder["faces"], "--json");

        exit.ShouldBe(2);
        using var json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("rows").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("problems").EnumerateArray().ShouldHaveSingleItem().GetProperty("message").GetString()!.ShouldStartWith("not readable: Could not find file");
    }

    [Fact]
    public void A_folder_of_unreadable_images_is_checked_to_its_end()
    {
        foreach (var name in (string[])["happy", "sad"])
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder[$"broken/{name}"]).FullName, $"{name}.png"), "no image");

        var (exit, output) = Run("data", "check", _folder["broken"]);

        exit.ShouldBe(2);
        output.ShouldContain("happy.png");
        output.ShouldContain("sad.png");
    }

    [Fact]
    public void Cleaning_keeps_one_row_of_each_image_that_has_one_label() => Prop.ForAll(
        Gen.Choose(0, 5).ArrayOf(60).ToArbitrary(),
        Gen.Choose(0, 5).ArrayOf(60).ToArbitrary(),
        (greys, kinds) =>
        {
            var faces = Faces([.. greys.Zip(kinds, (grey, kind) => ((byte)grey, (byte)(kind % 2), (Usage)(kind / 2)))]);
            var cleaning = DataCleaning.Of(faces, ImageGroups.Equal(faces), keepConflicts: false);
            foreach (var rows in Enumerable.Range(0, faces.Count).GroupBy(row => greys[row]))
            {
                var last = rows.OrderByDescending(row => faces.Usages[row]).ThenBy(row => row).First();
                int[] expected = rows.Select(row => faces.Labels[row]).Distinct().Count() > 1 ? [] : [last];
                cleaning.Kept.Where(rows.Contains).ShouldBe(expected);
            }

            (cleaning.Kept.Count + cleaning.Conflicts + cleaning.Leaks + cleaning.Duplicates).ShouldBe(faces.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Check_lists_at_most_fifty_problems_and_says_how_many_there_are()
    {
        _folder.Write("bad.csv", Csv([.. Enumerable.Repeat("0,1,Training", 60)]));

        var (exit, output) = Run("data", "check", _folder["bad.csv"]);

        exit.ShouldBe(2);
        output.ShouldContain("  row 49 (line 51), pixels: 1 values, expected 2304");
        output.ShouldNotContain("row 50");
        output.ShouldEndWith("  … and 10 more\n");
    }

    [Fact]
    public void Check_of_a_sound_file_exits_with_0()
    {
        var (exit, output) = Run("data", "check", _folder.Write("a.csv", GoodCsv));

        exit.ShouldBe(0);
        output.ShouldContain("\nunreadable fields                                              0\n");
    }

    [Fact]
    public void Inspect_shows_counts_range_and_first_rows()
    {
        var path = _folder.Write("a.csv", GoodCsv);
        var (exit, output) = Run("data", "inspect", path, "--out", _folder["images"]);
        var json = JsonDocument.Parse(Run("data", "inspect", path, "--out", _folder["images"], "--json").Output).RootElement;

        exit.ShouldBe(0);
        output.ShouldContain("class     Training  PublicTest  PrivateTest  all\n");
        output.ShouldContain("happy            0           0            1    1\n");
        output.ShouldContain("shape           3 x 48 x 48\npixels          1 to 255, mean 95.33, standard deviation 113.52\n");
        output.ShouldContain("  1  neutral  PublicTest   255 255 255 255 255 255 255 255\n");
        json.GetProperty("splits").GetProperty("Training").GetProperty("angry").GetInt32().ShouldBe(1);
        json.GetProperty("pixels").GetProperty("max").GetInt32().ShouldBe(255);
        json.GetProperty("first_rows")[2].GetProperty("class").GetString().ShouldBe("happy");
    }

    [Fact]
    public void Inspect_with_a_config_counts_the_faces_after_each_step()
    {
        var path = _folder.Write("a.csv", Csv($"0,{Pixels(1)},Training", $"0,{Pixels(1)},Training", $"1,{Pixels(2)},Training", $"4,{Pixels(3)},PrivateTest", $"3,{Pixels(3)},Training"));
        string[] keys = ["data.drop_duplicates=true", "data.merge={disgust: angry}", "data.classes=[happy, angry]", "data.balance=oversample"];
        var (exit, output) = Run(["data", "inspect", path, .. keys, "--out", _folder["images"]]);

        exit.ShouldBe(0);
        output.ShouldContain("""

            class     rows  distinct  merged  selected  train  val  test  balanced
            angry        2         1       2         2      2    0     0         2
            disgust      1         1       -         -      -    -     -         -
            fear         0         0       0         -      -    -     -         -
            happy        1         1       1         1      1    0     0         2
            sad          1         1       1         -      -    -     -         -
            surprise     0         0       0         -      -    -     -         -
            neutral      0         0       0         -      -    -     -         -
            all          5         4       4         3      3    0     0         4

            """);
        Run("data", "inspect", path, "--config", "seven_conv_vgg", "--out", _folder["images"]).Output.ShouldContain("\nclass     rows  train  val  test\n");
        var steps = JsonDocument.Parse(Run(["data", "inspect", path, .. keys, "--json", "--out", _folder["images"]]).Output).RootElement.GetProperty("steps");
        steps[3].GetProperty("name").GetString().ShouldBe("selected");
        steps[3].GetProperty("faces").GetProperty("angry").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Synth_writes_the_faces_of_its_seed_and_overwrites_only_by_force()
    {
        var path = _folder["s.csv.gz"];

        Run("data", "synth", path, "--count", "14", "--seed", "5").ShouldBe((0, $"14 faces → {path}\n"));
        ArchiveReader.Read(path).ShouldHoldSameFacesAs(SyntheticFaces.Generate(14, 5));
        Should.Throw<UserError>(() => Run("data", "synth", path)).Message.ShouldBe($"{path} exists. --force overwrites it.");
        Run("data", "synth", path, "--count", "7", "--force");
        ArchiveReader.Read(path).Count.ShouldBe(7);
    }

    [Fact]
    public void A_cancelled_synth_exits_with_130_and_writes_nothing()
    {
        Cli.CommandLine.RunCancelled("data", "synth", _folder["s.csv"]).Exit.ShouldBe(130);
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1000000")]
    public void Synth_refuses_a_number_of_faces_out_of_range(string count) =>
        Should.Throw<UserError>(() => Run("data", "synth", _folder["s.csv"], "--count", count)).Message.ShouldBe($"--count is {count}. Expected: 1 to 900000.");

    [Fact]
    public void Export_writes_the_chosen_rows_with_fer2013s_label_numbers()
    {
        var path = _folder.Write("a.csv", Csv($"0,{Pixels(1)},Training", $"1,{Pixels(2)},PrivateTest", $"1,{Pixels(2)},PrivateTest", $"6,{Pixels(3)},PublicTest"));

        Run("data", "export", path, _folder["all.csv"], "--drop-duplicates", "--merge", "disgust=angry").Exit.ShouldBe(0);
        ArchiveReader.Read(_folder["all.csv"]).Labels.ShouldBe([0, 0, 6]);
        Run("data", "export", path, _folder["two.csv"], "--classes", "neutral,angry").Exit.ShouldBe(0);
        ArchiveReader.Read(_folder["two.csv"]).Labels.ShouldBe([0, 6]);
        Run("data", "export", path, _folder["test.csv"], "--split", "test").Output.ShouldBe($"2 faces → {_folder["test.csv"]}\n");
        ArchiveReader.Read(_folder["test.csv"]).Usages.ShouldBe([Usage.PrivateTest, Usage.PrivateTest]);
        Should.Throw<UserError>(() => Run("data", "export", path, "x", "--split", "tset")).Message
            .ShouldBe("Unknown split 'tset'. Did you mean 'test'? Expected: train, val, test, all.");
        Should.Throw<UserError>(() => Run("data", "export", path, "x", "--merge", "disgust")).Message
            .ShouldBe("--merge is 'disgust'. Expected: CLASS=CLASS, each class merged once, for example disgust=angry.");
    }

    [Fact]
    public void Rows_of_a_file_with_bad_ones_keep_their_numbers()
    {
        var path = _folder.Write("a.csv", Csv($"0,{Varied(1)},Training", "1,300,Training", $"3,{Varied(2)},Training"));
        _folder.Write("drop.csv", "row\n2\n");

        Run("data", "clean", path, "--folder", _folder["clean"]);

        Directory.GetFiles(_folder["clean"], "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe(["000000.png", "000002.png"], ignoreOrder: true);
        Should.Throw<UserError>(() => Run("data", "inspect", path, $"data.drop_rows={_folder["drop.csv"]}", "--out", _folder["images"])).Message
            .ShouldBe($"data.drop_rows: {path} has 1 bad field, and a training reads no such file; fertrain data check lists them.");
    }

    [Fact]
    public void Inspect_has_nothing_to_show_of_a_file_without_a_row_that_can_be_read()
    {
        var bad = _folder.Write("bad.csv", "emotion,pixels,Usage\n9,1 2 3,Training\n");
        Should.Throw<UserError>(() => Run("data", "inspect", bad, "--out", _folder["images"])).Message
            .ShouldBe($"{bad} has no readable row, but 2 bad fields; fertrain data check lists them.");
        Directory.Exists(_folder["images"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("check")]
    [InlineData("clean")]
    [InlineData("synth")]
    [InlineData("export")]
    public void Help_shows_two_examples(string verb) =>
        Cli.CommandLine.Run("data", verb, "--help").Output.Split($"  fertrain data {verb} ").Length.ShouldBe(1 + 1 + 2); // what comes before, the usage, the examples

    private static string Varied(int seed) => string.Join(' ', Enumerable.Range(0, FaceBytes).Select(i => i * seed % 256));

    private static (int Exit, string Output) Run(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var configuration = new InvocationConfiguration { Output = output, Error = new StringWriter(), EnableDefaultExceptionHandler = false };
        var exit = new RootCommand { DataVerb.Create(new Terminal(output, TextWriter.Null, IsInteractive: false, Width: 0)) }.Parse(arguments).Invoke(configuration);
        return (exit, output.ToString());
    }
}
