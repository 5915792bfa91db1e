using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

[Collection(TestCollections.Libtorch)]
public sealed class FaceFolderExportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public FaceFolderExportTests() => FaceCsvWriter.Write(_folder["a.csv"], SyntheticFaces.Generate(70, 3), Enumerable.Range(0, 70), overwrite: false, CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_exported_folder_holds_the_same_faces_in_the_same_order()
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]).Output.ShouldBe($"70 faces → {_folder["faces"]}\n");

        var csv = DataPreparation.Prepare(new DataConfig { Path = _folder["a.csv"] });
        var folder = DataPreparation.Prepare(new DataConfig { Source = DataSource.Folder, Path = _folder["faces"] });
        folder.Faces.ShouldHoldSameFacesAs(csv.Faces);
        folder.Fingerprint().ShouldBe(csv.Fingerprint());
        Directory.GetDirectories(_folder["faces/validation"]).Select(Path.GetFileName)
            .ShouldBe(Core.ClassNames.Fer2013, ignoreOrder: true);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(40)]
    public void Training_from_the_folder_is_training_from_the_file(int size)
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]);

        string[] Train(string name, params string[] data)
        {
            Run(["train", "--runs", _folder["runs"], "--name", name, $"preprocess.size={size}", .. Cli.CommandLine.Quick, .. data]);
            var run = Directory.GetDirectories(_folder["runs"], $"*_{name}").ShouldHaveSingleItem();
            return [.. File.ReadLines(Path.Combine(run, "eval", "test", "predictions.csv"))];
        }

        var predictions = Train("folder", "data.source=folder", $"data.path={_folder["faces"]}");
        predictions.Length.ShouldBe(8);
        predictions.ShouldBe(Train("csv", "data.source=csv", $"data.path={_folder["a.csv"]}"));
    }

    [Fact]
    public void A_class_of_ones_own_without_a_face_has_no_folder()
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]);
        var own = _folder["own"];
        foreach (var part in (string[])["train", "test"])
            foreach (var name in (string[])["happy", "sad"])
                Copy(Path.Combine(part, name), Path.Combine(part, name));
        Copy("train/angry", "train/smirk");

        Run("data", "export", own, "--folder", _folder["part"], "--split", "test");

        Run("data", "check", _folder["part"]).Output.ShouldMatch("PrivateTest +2\n");

        void Copy(string from, string to)
        {
            Directory.CreateDirectory(Path.Combine(own, to));
            foreach (var file in Directory.GetFiles(Path.Combine(_folder["faces"], from))) File.Copy(file, Path.Combine(own, to, Path.GetFileName(file)));
        }
    }

    [Theory]
    [InlineData("export")]
    [InlineData("clean")]
    public void A_folder_is_never_overwritten(string verb) =>
        Cli.CommandLine.Run("data", verb, _folder["a.csv"], "--folder", _folder["faces"], "--force").Error
            .ShouldBe("fertrain: --force overwrites a file. Expected with --folder: a new or an empty folder.\n");

    [Theory]
    [InlineData("export")]
    [InlineData("clean")]
    public void Images_of_a_folder_stay_as_they_are(string verb)
    {
        MixedSizes.Write(_folder["mixed"]);

        Run("data", verb, _folder["mixed"], "--folder", _folder["faces"]);

        string[] written = [.. Directory.GetFiles(_folder["faces"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder["faces"], file))];
        written.Length.ShouldBe(70);
        foreach (var file in written) File.ReadAllBytes(Path.Combine(_folder["faces"], file)).ShouldBe(File.ReadAllBytes(Path.Combine(_folder["mixed"], file)));
    }

    [Fact]
    public void Kaggles_folder_with_a_pooled_test_is_trained_as_the_file_is()
    {
        Pool(test => $"{test.Usage}_{test.Row}.png");

        var data = DataPreparation.Prepare(new DataConfig { Source = DataSource.Folder, Path = _folder["pooled"] }).Split;

        (data.Train.Length, data.Val.Length, data.Test.Length).ShouldBe((56, 7, 7));
        Run(["train", "--runs", _folder["runs"], .. Cli.CommandLine.Quick, "data.source=folder", $"data.path={_folder["pooled"]}"]).Output.ShouldContain("\nfaces: 56 train, 7 val, 7 test;");
    }

    [Fact]
    public void Without_validation_faces_a_fraction_of_the_training_faces_is_offered_and_taken()
    {
        Pool(test => $"{test.Row}.png");
        string[] train = ["train", "--runs", _folder["runs"], .. Cli.CommandLine.Quick, "data.source=folder", $"data.path={_folder["pooled"]}"];

        Cli.CommandLine.Run(train).Error.ShouldContain(
            "fertrain: The data has no val rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows. With data.split=usage, data.val_fraction=0.1 takes a tenth of the training rows.\n");
        Run([.. train, "data.val_fraction=0.125"]).Output.ShouldContain("\nfaces: 49 train, 7 val, 14 test;");
    }

    /// <summary>Writes the faces as class folders under train and test, which holds PublicTest and PrivateTest.</summary>
    private void Pool(Func<(Usage Usage, int Row), string> nameOf)
    {
        var faces = SyntheticFaces.Generate(70, 3);
        for (var row = 0; row < faces.Count; row++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder["pooled"], faces.Usages[row] == Usage.Training ? "train" : "test", faces.ClassNames[faces.Labels[row]]));
            using var face = GrayscaleImage.Of(faces, row);
            File.WriteAllBytes(Path.Combine(folder.FullName, nameOf((faces.Usages[row], row))), face.ToBytes(".png"));
        }
    }

    [Fact]
    public void A_run_finds_its_folder_again_from_anywhere()
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]);

        Run(["train", "--runs", _folder["runs"], .. Cli.CommandLine.Quick, "data.source=folder", $"data.path={Path.GetRelativePath(Environment.CurrentDirectory, _folder["faces"])}"]);

        var run = Directory.GetDirectories(_folder["runs"]).ShouldHaveSingleItem();
        ConfigFile.Load(Path.Combine(run, "config.yaml"), []).Data.Path.ShouldBe(_folder["faces"]);
    }

    [Fact]
    public void A_split_keeps_its_row_numbers_and_a_folder_becomes_a_file_again()
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["test"], "--split", "test", "--merge", "disgust=angry");
        Run("data", "export", _folder["test"], _folder["test.csv"]);

        var faces = ArchiveReader.Read(_folder["test.csv"]);
        faces.Usages.ShouldAllBe(usage => usage == Usage.PrivateTest);
        faces.Labels.ShouldNotContain((byte)1);
        Directory.GetFiles(_folder["test"], "*.png", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).Order()
            .ShouldBe(Rows(SyntheticFaces.Generate(70, 3)));
    }

    [Fact]
    public void Inspect_and_check_read_folders()
    {
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]);

        Run("data", "check", _folder["faces"]).Output.ShouldBe(Run("data", "check", _folder["a.csv"]).Output);
        Run("data", "inspect", _folder["faces"] + "/", "--out", _folder["images"]).Output.ShouldContain("shape           70 x 48 x 48\n");
    }

    [Fact]
    public void Nothing_is_written_into_a_folder_in_use_or_without_a_target()
    {
        Fails("data", "export", _folder["a.csv"], "--folder", _folder.Root)
            .ShouldContain("exists and is not an empty folder. Expected: a new folder or an empty one.");
        Fails("data", "export", _folder["a.csv"]).ShouldContain("data export needs one target. Expected: a file to write, or --folder.");
        Fails("data", "export", _folder["a.csv"], _folder["b.csv"], "--folder", _folder["b"]).ShouldContain("needs one target.");
    }

    [Fact]
    public void Faces_of_another_size_do_not_fit_into_fer2013s_csv() =>
        Should.Throw<UserError>(() => FaceCsvWriter.Write(_folder["b.csv"], new FaceSet(new byte[64 * 64], [0], [Usage.Training]), [0], overwrite: false, CancellationToken.None))
            .Message.ShouldBe("The faces have 64 × 64 pixels, but FER2013's CSV holds 48 × 48. Expected: --folder, which writes faces of any size.");

    private static IEnumerable<string> Rows(FaceSet faces) =>
        Enumerable.Range(0, faces.Count).Where(row => faces.Usages[row] == Usage.PrivateTest).Select(row => $"{row:D6}");

    private static Cli.CommandLine Run(params string[] arguments)
    {
        var run = Cli.CommandLine.Run(arguments);
        run.Exit.ShouldBe(0, run.Error);
        return run;
    }

    private static string Fails(params string[] arguments)
    {
        var run = Cli.CommandLine.Run(arguments);
        run.Exit.ShouldBe(2);
        return run.Error;
    }
}
