using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Tests.Data;

public sealed class FaceFolderTests : IDisposable
{
    private static readonly string[] Alphabetical = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_come_from_names_and_not_from_the_order_of_folders()
    {
        foreach (var (name, index) in Alphabetical.Select((name, index) => (name, index)))
            Add($"{name}/{index}.png", grey: index * 10);

        var faces = Read();

        faces.Labels.ShouldBe([0, 1, 2, 3, 6, 4, 5]);
        faces.ClassNames.ShouldBe(Core.ClassNames.Fer2013);
        faces.Usages.ShouldAllBe(usage => usage == Usage.Training);
        Enumerable.Range(0, 7).Select(row => (int)faces.Face(row)[0]).ShouldBe([0, 10, 20, 30, 40, 50, 60]);
    }

    [Theory]
    [InlineData("Anger,disgusted,FEARFUL,happiness,Sadness,Surprised,Neutral")]
    [InlineData("0,1,2,3,4,5,6")]
    public void Usual_names_of_classes_are_known_in_any_case(string names)
    {
        foreach (var (name, label) in names.Split(',').Select((name, label) => (name, label)))
            Add($"{name}/{label}.png");

        Read().Labels.ShouldBe([0, 1, 2, 3, 4, 5, 6]);
    }

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Training", "valid", "Testing")]
    [InlineData("Training", "PublicTest", "PrivateTest")]
    public void Splits_are_the_folders_above_the_classes(string train, string validation, string test)
    {
        MakeClasses(train);
        Add($"{train}/sad/b.png");
        Add($"{validation}/happy/c.png");
        Add($"{test}/neutral/a.png");

        var faces = Read();

        faces.Usages.ShouldBe([Usage.PrivateTest, Usage.Training, Usage.PublicTest]);
        faces.Labels.ShouldBe([6, 4, 3]);
    }

    [Fact]
    public void The_order_is_that_of_file_names_across_all_folders()
    {
        MakeClasses("train");
        foreach (var name in new[] { "train/sad/000002.png", "test/angry/000001.png", "train/angry/000003.png", "test/sad/000003.png" })
            Add(name);

        Read().Labels.ShouldBe([0, 4, 4, 0]); // of equal names, test comes first
    }

    [Fact]
    public void Squares_of_one_size_are_kept_whatever_the_size_asked_for()
    {
        MakeClasses();
        Add("sad/1.png", side: 64);
        Add("happy/2.bmp", side: 64);

        Read(size: 48).Size.ShouldBe(64);
    }

    [Fact]
    public void Images_that_differ_are_resized_alike_wherever_the_first_difference_is()
    {
        var random = new Core.Seeds(5).Stream("images");
        MakeClasses();
        foreach (var (number, width, height) in new[] { (1, 64, 64), (2, 64, 64), (3, 90, 70), (4, 20, 20), (5, 48, 48) })
        {
            using var image = new Mat(height, width, MatType.CV_8UC1);
            foreach (ref var pixel in image.AsSpan<byte>()) pixel = (byte)random.NextInt(256);
            image.ImWrite(_folder[$"sad/{number}.png"]).ShouldBeTrue();
        }

        var faces = Read(size: 48);

        faces.Size.ShouldBe(48);
        for (var row = 0; row < faces.Count; row++)
        {
            using var image = Cv2.ImRead(_folder[$"sad/{row + 1}.png"], ImreadModes.Grayscale);
            using var expected = new Mat();
            var shrinks = image.Total() > 48 * 48;
            Cv2.Resize(image, expected, new Size(48, 48), interpolation: shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
            faces.Face(row).ToArray().ShouldBe(expected.AsSpan<byte>().ToArray());
        }
    }

    [Fact]
    public void Colour_depth_and_alpha_become_eight_bits_of_grey()
    {
        MakeClasses();
        using var deep = new Mat(48, 48, MatType.CV_16UC4, new Scalar(10 * 257, 200 * 257, 60 * 257, 0));
        deep.ImWrite(_folder["sad/1.png"]).ShouldBeTrue();

        ((int)Read().Face(0)[7]).ShouldBeInRange(135, 137); // 0.114 × 10 + 0.587 × 200 + 0.299 × 60
    }

    [Fact]
    public void Files_of_the_operating_system_are_skipped()
    {
        MakeClasses();
        Add("sad/1.png");
        _folder.Write("sad/.DS_Store", "x");
        _folder.Write("sad/Thumbs.db", "x");
        _folder.Write("README.txt", "about the set");
        Directory.CreateDirectory(_folder[".git"]);

        Read().Count.ShouldBe(1);
    }

    [Fact]
    public void Folders_that_are_no_classes_are_errors_that_name_the_nearest()
    {
        MakeClasses();
        Add("sad/1.png");

        Directory.CreateDirectory(_folder["hapy"]);
        Error().ShouldBe("/hapy is not a class. Did you mean 'happy'? Expected: angry, disgust, fear, happy, sad, surprise, neutral.");
        Directory.Move(_folder["hapy"], _folder["anger"]);
        Error().ShouldBe("/anger and /angry are the same class, angry. Expected: one of them.");
        Directory.Move(_folder["anger"], _folder["train"]);
        Error().ShouldBe("/angry is not a split. Expected: train, validation, test.");
        Directory.Move(_folder["train"], _folder["sad/more"]);
        Error().ShouldBe("/sad/more is a folder inside a class folder. Expected: images.");
    }

    [Fact]
    public void Missing_classes_and_missing_images_are_errors()
    {
        const string expected = "Expected: a folder for each of angry, disgust, fear, happy, sad, surprise, neutral, or folders train, validation, test that hold these.";
        Error().ShouldBe($" holds no folders. {expected}");
        MakeClasses();
        Error().ShouldBe(" has class folders but no images.");
        Directory.Delete(_folder["disgust"]);
        Directory.Delete(_folder["fear"]);
        Error().ShouldBe($" has no folder for disgust, fear; an empty folder stands for a class without faces. {expected}");
        Should.Throw<UserError>(() => new FaceFolder(_folder["none"])).Message.ShouldEndWith($"/none does not exist. {expected}");
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".bmp")]
    public void A_truncated_image_is_an_error_that_names_it_and_a_problem_that_check_lists(string extension)
    {
        MakeClasses();
        Add("sad/1.png");
        Add($"sad/2{extension}", grey: 90);
        var whole = File.ReadAllBytes(_folder[$"sad/2{extension}"]);

        foreach (var percent in new[] { 0, 5, 50, 75 })
        {
            File.WriteAllBytes(_folder[$"sad/2{extension}"], whole[..(whole.Length * percent / 100)]);
            Error().ShouldBe($"/sad/2{extension} is damaged or not an image; fertrain data check lists all such files.", $"{percent} %");
            var problems = new List<FormatProblem>();
            FaceSource.LoadAll(_folder.Root, problems).Count.ShouldBe(1);
            problems.ShouldHaveSingleItem().ToString().ShouldBe($"sad/2{extension}: damaged or not an image");
        }
    }

    [Fact]
    public void The_cache_follows_the_files_and_the_size()
    {
        MakeClasses();
        Add("sad/1.png", side: 60);
        Add("sad/2.png", side: 50);
        var cache = new DataCache(_folder[".cache"]);
        FaceSet Cached(int size)
        {
            var warnings = new List<string>();
            var faces = cache.ReadFolder(_folder.Root, size, warnings);
            warnings.ShouldBeEmpty();
            return faces;
        }

        var first = Cached(48);
        Cached(48).ShouldHoldSameFacesAs(first);
        first.Size.ShouldBe(48);
        Cached(32).Size.ShouldBe(32);
        Add("happy/3.png");
        Cached(48).Labels.ShouldBe([4, 4, 3]);
        File.Move(_folder["happy/3.png"], _folder["angry/3.png"]);
        Cached(48).Labels.ShouldBe([4, 4, 0]);
    }

    private void MakeClasses(string above = "")
    {
        foreach (var name in Core.ClassNames.Fer2013)
            Directory.CreateDirectory(_folder[Path.Combine(above, name)]);
    }

    private void Add(string name, int grey = 7, int side = 48)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var image = new Mat(side, side, MatType.CV_8UC1, new Scalar(grey));
        image.ImWrite(_folder[name]).ShouldBeTrue();
    }

    private FaceSet Read(int size = 48) => new FaceFolder(_folder.Root).Read(size);

    private string Error() => Should.Throw<UserError>(() => Read()).Message.Replace(_folder.Root, "", StringComparison.Ordinal);
}
