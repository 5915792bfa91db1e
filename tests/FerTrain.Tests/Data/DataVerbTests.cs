using System.CommandLine;
using System.Text.Json;
using FerTrain.Cli.Verbs;
using FerTrain.Core.Errors;
using FerTrain.Data;
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
            $"0,{Pixels(1)},Training",      // equals row 1
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
    public void Check_lists_at_most_fifty_problems_and_says_how_many_there_are()
    {
        _folder.Write("bad.csv", Csv([.. Enumerable.Repeat("0,1,Training", 60)]));

        var (exit, output) = Run("data", "check", _folder["bad.csv"]);

        exit.ShouldBe(2);
        output.ShouldContain("  row 50 (line 51), pixels: 1 values, expected 2304");
        output.ShouldNotContain("row 51");
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
        output.ShouldContain("  2  neutral  PublicTest   255 255 255 255 255 255 255 255\n");
        json.GetProperty("splits").GetProperty("Training").GetProperty("angry").GetInt32().ShouldBe(1);
        json.GetProperty("pixels").GetProperty("max").GetInt32().ShouldBe(255);
        json.GetProperty("first_rows")[2].GetProperty("class").GetString().ShouldBe("happy");
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
        Run("data", "export", path, _folder["test.csv"], "--split", "test").Output.ShouldBe($"2 faces → {_folder["test.csv"]}\n");
        ArchiveReader.Read(_folder["test.csv"]).Usages.ShouldBe([Usage.PrivateTest, Usage.PrivateTest]);
        Should.Throw<UserError>(() => Run("data", "export", path, "x", "--split", "tset")).Message
            .ShouldBe("Unknown split 'tset'. Did you mean 'test'? Expected: train, val, test, all.");
        Should.Throw<UserError>(() => Run("data", "export", path, "x", "--merge", "disgust")).Message
            .ShouldBe("--merge is 'disgust'. Expected: CLASS=CLASS, each class merged once, for example disgust=angry.");
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
    [InlineData("synth")]
    [InlineData("export")]
    public void Help_shows_two_examples(string verb) =>
        Cli.CommandLine.Run("data", verb, "--help").Output.Split($"  fertrain data {verb} ").Length.ShouldBe(1 + 1 + 2); // what comes before, the usage, the examples

    private static string Varied(int seed) => string.Join(' ', Enumerable.Range(0, FaceBytes).Select(i => i * seed % 256));

    private static (int Exit, string Output) Run(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var configuration = new InvocationConfiguration { Output = output, Error = new StringWriter(), EnableDefaultExceptionHandler = false };
        var exit = new RootCommand { DataVerb.Create() }.Parse(arguments).Invoke(configuration);
        return (exit, output.ToString());
    }
}
