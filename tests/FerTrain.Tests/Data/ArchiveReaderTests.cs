using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using static FerTrain.Tests.Data.Sample;

namespace FerTrain.Tests.Data;

public sealed class ArchiveReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public void Every_packing_is_read_whatever_the_file_is_called(string packing)
    {
        var path = _folder.Write("data.bin", Packed(packing, "sub/fer2013.csv"));

        Read(path).Count.ShouldBe(3);
        Read(path).Face(1)[7].ShouldBe((byte)255);
    }

    [Fact]
    public void Labels_usages_and_pixels_are_those_of_the_file()
    {
        var values = Enumerable.Range(0, FaceBytes).Select(i => i * 31 % 256).ToArray();
        var faces = Read(_folder.Write("a.csv", Csv($"4,{string.Join(' ', values)},PublicTest")));

        faces.Labels.ShouldBe([4]);
        faces.Usages.ShouldBe([Usage.PublicTest]);
        faces.Face(0).ToArray().ShouldBe(values.Select(v => (byte)v));
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_case_and_with_spaces()
    {
        var faces = Read(_folder.Write("icml_face_data.csv", $"emotion, Usage, pixels\r\n2,PrivateTest,{Pixels(9)}\r\n"));

        (faces.Labels[0], faces.Usages[0], faces.Face(0)[5]).ShouldBe(((byte)2, Usage.PrivateTest, (byte)9));
        Read(_folder.Write("b.csv", $"USAGE,PIXELS,Emotion\nTraining,\"{Pixels(9)}\",1")).Labels.ShouldBe([1]);
    }

    [Fact]
    public void Blank_lines_at_the_end_are_accepted() =>
        Read(_folder.Write("a.csv", GoodCsv + "\n  \n\r\n")).Count.ShouldBe(3);

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public void The_only_csv_of_an_archive_is_taken_under_any_name(string packing) =>
        Read(_folder.Write("x", Packed(packing, "deep/er/other.csv", "notes.txt"))).Count.ShouldBe(3);

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public void An_archive_of_several_tables_is_searched_for_the_known_names(string packing)
    {
        Read(_folder.Write("x", Packed(packing, "icml_face_data.csv", "train.csv"))).Count.ShouldBe(3);
        Error(_folder.Write("x", Packed(packing, "a.csv", "train.csv"))).ShouldBe(
            "x holds 2 CSV files, none of them fer2013.csv or icml_face_data.csv. Entries: a.csv, train.csv.");
        Error(_folder.Write("x", Packed(packing, "a.txt"))).ShouldBe("x holds no CSV file. Entries: a.txt.");
    }

    [Fact]
    public void A_name_with_a_line_feed_is_told_in_one_line() =>
        Error(_folder.Write("x", Packed("zip", "a\nb.txt"))).ShouldBe("x holds no CSV file. Entries: a\\u{a}b.txt.");

    [Fact]
    public void An_error_in_an_archive_names_the_entry()
    {
        var zip = Zip(Encoding.UTF8.GetBytes("emotion,pixels,Usage\n"), "a/fer2013.csv");

        Error(_folder.Write("x.zip", zip)).ShouldBe("x.zip (a/fer2013.csv) has a header but no rows.");
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 5)]
    [InlineData("gzip", 30)]
    [InlineData("tar.gz", 30)]
    public void A_gzip_file_without_its_end_is_refused(string packing, int missing)
    {
        var whole = Packed(packing, "fer2013.csv");

        Error(_folder.Write("cut.gz", whole[..^missing])).ShouldStartWith("cut.gz is truncated or damaged: ");
        Error(_folder.Write("cut.gz", whole[..10])).ShouldBe("cut.gz is truncated or damaged: it is shorter than gzip's header and trailer.");
    }

    [Fact]
    public void A_gzip_file_joined_from_parts_is_refused()
    {
        var csv = Encoding.UTF8.GetBytes(GoodCsv);

        Error(_folder.Write("two.gz", [.. Gzip(csv[..5000]), .. Gzip(csv[5000..])])).ShouldBe(
            $"two.gz is truncated or damaged: its end is missing after {csv.Length} unpacked bytes, or it was joined from several parts.");
    }

    [Fact]
    public void A_zip_file_without_its_end_is_refused() =>
        Error(_folder.Write("cut.zip", Packed("zip", "fer2013.csv")[..^30])).ShouldStartWith("cut.zip is truncated or damaged: ");

    [Fact]
    public void A_damaged_gzip_file_is_refused()
    {
        var bytes = Packed("gzip", "fer2013.csv");
        bytes[bytes.Length / 2] ^= 0xFF;

        Error(_folder.Write("bad.gz", bytes)).ShouldStartWith("bad.gz is truncated or damaged: ");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public void A_flipped_bit_is_an_error_or_changes_no_face(string packing)
    {
        var random = new RandomStream(1);
        var csv = Encoding.UTF8.GetBytes(Csv([.. Enumerable.Range(0, 6).Select(label =>
            $"{label},{string.Join(' ', Enumerable.Range(0, FaceBytes).Select(_ => random.NextInt(256)))},Training")]));
        var whole = Packed(packing, csv, "fer2013.csv", "readme.txt");
        var faces = Read(_folder.Write("whole", whole));

        for (var trial = 0; trial < 300; trial++)
        {
            var bit = random.NextInt(whole.Length * 8);
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var path = _folder.Write("damaged", damaged);
            try
            {
                Read(path).ShouldHoldSameFacesAs(faces);
            }
            catch (UserError error)
            {
                error.Message.ShouldNotContain('\n', $"bit {bit}");
            }
        }
    }

    [Fact]
    public void Files_of_another_type_are_refused_by_their_content()
    {
        const string expected = "Expected: FER2013's CSV, plain or as .gz, .zip or .tar.gz.";
        Error(_folder.Write("a.csv", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])).ShouldBe($"a.csv is a PNG image. {expected}");
        Error(_folder.Write("a.csv", [0xFF, 0xD8, 0xFF, 0xE0])).ShouldBe($"a.csv is a JPEG image. {expected}");
        Error(_folder.Write("a.csv", [1, 2, 3])).ShouldBe($"a.csv is no text file. {expected}");
        Error(_folder.Write("a.gz", Gzip([1, 2, 3]))).ShouldBe($"a.gz holds no text file. {expected}");
        Directory.CreateDirectory(_folder["folder"]);
        Error(_folder["folder"]).ShouldBe($"folder is a folder. {expected} data.source=folder reads class folders.");
    }

    [Fact]
    public void A_missing_file_says_where_to_get_the_data() => Error(_folder["fer2013.csv"]).ShouldBe(
        "fer2013.csv does not exist. data/README.md says where to get FER2013; data.source=synthetic needs no file.");

    [Fact]
    public void A_pipe_is_refused()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write(new byte[1024]); // so that nothing waits for it
        var path = $"/dev/fd/{pipe.GetClientHandleAsString()}";

        Error(path).ShouldBe($"{path} cannot be opened: '{path}' is a pipe or a device, not a file. Expected: FER2013's CSV, plain or as .gz, .zip or .tar.gz.");
    }

    private static FaceSet Read(string path) => ArchiveReader.Read(path);

    private string Error(string path) =>
        Should.Throw<UserError>(() => ArchiveReader.Read(path)).Message.Replace(_folder.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static byte[] Packed(string packing, params string[] names) => Packed(packing, Encoding.UTF8.GetBytes(GoodCsv), names);

    private static byte[] Packed(string packing, byte[] csv, params string[] names) => packing switch
    {
        "plain" => csv,
        "gzip" => Gzip(csv),
        "zip" => Zip(csv, names),
        _ => Gzip(Tar(csv, names)),
    };

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Zip(byte[] bytes, params string[] names)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Tar(byte[] bytes, params string[] names)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "deep/"));
            foreach (var name in names)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return packed.ToArray();
    }
}
