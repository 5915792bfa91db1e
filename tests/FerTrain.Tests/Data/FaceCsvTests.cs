using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;
using static FerTrain.Tests.Data.Sample;

namespace FerTrain.Tests.Data;

public sealed class FaceCsvTests
{
    private const string Expected = "expected: whole numbers 0 to 255";
    private const string Labels = "Expected: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral.";
    private const string Usages = "Expected: Training, PublicTest, PrivateTest.";

    public static TheoryData<string, string> BadRows => new()
    {
        { $"0,{Pixels(count: 2303)},Training", "pixels: 2303 values, expected 2304" },
        { $"0,{Pixels(count: 2305)},Training", "pixels: 2305 values, expected 2304" },
        { "0,,Training", "pixels: 0 values, expected 2304" },
        { $"0,256 {Pixels(count: 2303)},Training", $"pixels: value 1 is '256', {Expected}" },
        { $"0,{Pixels(count: 2303)} -1,Training", $"pixels: value 2304 is '-1', {Expected}" },
        { $"0,{Pixels(count: 9)} abc {Pixels(count: 2294)},Training", $"pixels: value 10 is 'abc', {Expected}" },
        { $"0,1.5 {Pixels(count: 2303)},Training", $"pixels: value 1 is '1.5', {Expected}" },
        { $"0,0007 {Pixels(count: 2303)},Training", $"pixels: value 1 is '0007', {Expected}" },
        { $"7,{Pixels()},Training", $"emotion: unknown label '7'. {Labels}" },
        { $"happy,{Pixels()},Training", $"emotion: unknown label 'happy'. {Labels}" },
        { $",{Pixels()},Training", $"emotion: unknown label ''. {Labels}" },
        { $"0,{Pixels()},Trainnig", $"Usage: unknown Usage 'Trainnig'. Did you mean 'Training'? {Usages}" },
        { $"0,{Pixels()},", $"Usage: unknown Usage ''. {Usages}" },
        { "0", "columns: 1, expected 3" },
        { $"0,{Pixels()},Training,x", "columns: 4, expected 3" },
    };

    [Theory, MemberData(nameof(BadRows))]
    public void A_bad_field_is_named_with_its_row_and_line(string row, string message) =>
        Error(Csv($"1,{Pixels()},Training", "", row)).ShouldBe($"f.csv: row 1 (line 4), {message}");

    [Theory]
    [InlineData("", "f.csv is empty. Expected a header (emotion, pixels, Usage) and rows.")]
    [InlineData("emotion,pixels,Usage\n", "f.csv has a header but no rows.")]
    [InlineData("emotion,pixels,Usage\n \n", "f.csv has a header but no rows.")]
    [InlineData("emotion,pixels\n", "f.csv: the column 'Usage' is missing. Found: emotion, pixels.")]
    [InlineData("emotion,pixel,Usage\n", "f.csv: the column 'pixels' is missing. Found: emotion, pixel, Usage. Is 'pixel' meant?")]
    [InlineData("0,70 80 82 72 58 58 60 63 54,Training\n", "f.csv: the column 'emotion' is missing. Found: 0, 70 80 82 72 58 58 60…, Training.")]
    public void A_file_without_header_or_rows_is_refused(string csv, string message) => Error(csv).ShouldBe(message);

    [Fact]
    public void One_stray_quote_does_not_swallow_the_rows_after_it() =>
        Error(Csv($"0,\"{Pixels()},Training", $"0,{Pixels()},Training")).ShouldBe("f.csv: row 0 (line 2), columns: 2, expected 3");

    [Fact]
    public void A_line_of_a_megabyte_is_not_this_format() =>
        Error(Csv($"0,{Pixels(count: 800_000)},Training")).ShouldStartWith("f.csv: not FER2013's CSV: ");

    [Fact]
    public void All_problems_are_collected_on_request_and_their_rows_skipped()
    {
        var problems = new List<FormatProblem>();
        var csv = Csv($"9,{Pixels()},Nowhere", $"1,{Pixels()},Training", "2,300,Training");
        var faces = FaceCsv.Read(Stream(csv), "f.csv", problems.Add);

        faces.Labels.ShouldBe([1]);
        problems.Select(p => (p.Row, p.Line, p.Field)).ShouldBe([(0, 2, "emotion"), (0, 2, "Usage"), (2, 4, "pixels")]);
    }

    [Fact]
    public void Pixel_text_parses_to_what_a_naive_reading_gives() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Value, byte Spaces)[]>(), values =>
        {
            var text = string.Concat(values.Select(v => new string(' ', 1 + v.Spaces % 3) + v.Value));
            var pixels = new byte[values.Length];
            return PixelText.TryParse(Encoding.UTF8.GetBytes(text), pixels) && pixels.SequenceEqual(values.Select(v => v.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Written_rows_are_read_back_the_same()
    {
        using var folder = new TempFolder();
        var faces = SyntheticFaces.Generate(21, seed: 3);
        foreach (var name in (string[])["a.csv", "a.csv.gz"])
        {
            FaceCsvWriter.Write(folder[name], faces, Enumerable.Range(0, 21), overwrite: false, CancellationToken.None);
            ArchiveReader.Read(folder[name]).ShouldHoldSameFacesAs(faces);
        }

        File.ReadAllBytes(folder["a.csv.gz"])[0].ShouldBe((byte)0x1F);
        Should.Throw<UserError>(() => FaceCsvWriter.Write(folder["a.csv"], faces, [0], overwrite: false, CancellationToken.None))
            .Message.ShouldBe($"{folder["a.csv"]} exists. --force overwrites it.");
        Should.Throw<UserError>(() => FaceCsvWriter.Write(folder["none/a.csv"], faces, [0], overwrite: false, CancellationToken.None))
            .Message.ShouldStartWith($"{folder["none/a.csv"]}: cannot be written: ");
        Directory.GetFiles(folder.Root).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar.gz")]
    [InlineData("a")]
    public void A_name_that_promises_another_format_is_refused(string name)
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => FaceCsvWriter.Write(folder[name], SyntheticFaces.Generate(1, seed: 3), [0], overwrite: false, CancellationToken.None))
            .Message.ShouldBe($"{folder[name]} has another extension. Expected: a name that ends in .csv or .csv.gz, or data export --folder, which writes images.");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a", " is a folder. Expected: a name that ends in .csv or .csv.gz, or data export --folder, which writes images.")]
    [InlineData("a.csv", ": cannot be written: it is a folder")]
    public void A_folder_instead_of_a_file_is_named(string name, string message)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder[name]);
        Should.Throw<UserError>(() => FaceCsvWriter.Write(folder[name], SyntheticFaces.Generate(1, seed: 3), [0], overwrite: false, CancellationToken.None))
            .Message.ShouldEndWith(message);
    }

    [Fact]
    public void A_cancelled_file_does_not_stay_half_written()
    {
        using var folder = new TempFolder();
        using var cancel = new CancellationTokenSource();
        IEnumerable<int> Rows()
        {
            yield return 0;
            cancel.Cancel();
            yield return 1;
        }

        Should.Throw<OperationCanceledException>(() => FaceCsvWriter.Write(folder["a.csv"], SyntheticFaces.Generate(2, seed: 3), Rows(), overwrite: false, cancel.Token));
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    private static MemoryStream Stream(string csv) => new(Encoding.UTF8.GetBytes(csv));

    private static string Error(string csv) => Should.Throw<UserError>(() => FaceCsv.Read(Stream(csv), "f.csv")).Message;
}
