using System.Globalization;
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

    [Theory]
    [InlineData("train/sad/Training_1.jpg test/happy/PublicTest_2.jpg test/neutral/PrivateTest_3.jpg", "PrivateTest PublicTest Training")]
    [InlineData("train/sad/a.png test/happy/b.png", "Training PrivateTest")]
    [InlineData("train/sad/PublicTest_1.png val/sad/b.png test/happy/PublicTest_2.png", "Training PrivateTest PublicTest")] // a folder outweighs a name
    [InlineData("sad/Training_1.png happy/PublicTest_2.png sad/privatetest_3.png sad/z.png", "PublicTest Training PrivateTest Training")]
    public void Names_of_files_tell_the_split_where_no_folder_does(string files, string usages)
    {
        MakeClasses(files.Split('/').Length > 1 + files.Split(' ').Length ? "train" : "");
        foreach (var file in files.Split(' '))
            Add(file);

        string.Join(' ', Read().Usages).ShouldBe(usages);
    }

    [Fact]
    public void The_order_is_that_of_file_names_across_all_folders()
    {
        MakeClasses("train");
        foreach (var name in new[] { "train/sad/000002.png", "test/angry/000001.png", "train/angry/000003.png", "test/sad/000003.png" })
            Add(name);

        Read().Labels.ShouldBe([0, 4, 4, 0]); // of equal names, test comes first
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(48, 48)]
    [InlineData(64, 48)]
    public void Squares_of_one_size_are_kept_unless_they_are_larger_than_the_size_asked_for(int side, int read)
    {
        MakeClasses();
        Add("sad/1.png", side: side);
        Add("happy/2.bmp", side: side);

        Read(size: 48).Size.ShouldBe(read);
    }

    [Theory]
    [InlineData("64x64 64x64 90x70 20x20 48x48")]
    [InlineData("30x30 30x30 90x70")]
    [InlineData("100x100 100x100")]
    public void Images_that_differ_or_are_larger_are_resized_as_faces_of_a_photograph_are(string sizes)
    {
        var random = new Core.Seeds(5).Stream("images");
        MakeClasses();
        foreach (var (row, size) in sizes.Split(' ').Index())
        {
            var (width, height) = (int.Parse(size.Split('x')[0], CultureInfo.InvariantCulture), int.Parse(size.Split('x')[1], CultureInfo.InvariantCulture));
            using var image = new Mat(height, width, MatType.CV_8UC1);
            foreach (ref var pixel in image.AsSpan<byte>()) pixel = (byte)random.NextInt(256);
            image.ImWrite(_folder[$"sad/{row + 1}.png"]).ShouldBeTrue();
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
    public void Saturated_colours_become_the_grey_that_a_face_of_a_photograph_has()
    {
        Directory.CreateDirectory(_folder["red/sad"]);
        var path = Path.Combine(Directory.CreateDirectory(_folder["red/happy"]).FullName, "red.jpg");
        using (var red = new Mat(48, 48, MatType.CV_8UC3, new Scalar(0, 0, 255))) Cv2.ImWrite(path, red);

        using var seen = GrayscaleImage.Of(ImageFile.Read(path));

        new FaceFolder(_folder["red"], ["happy", "sad"]).Read(48).Face(0).ToArray().ShouldBe(seen.AsSpan<byte>().ToArray());
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
        Error().ShouldBe("/hapy is not a class. Did you mean 'happy'? Expected: that name, or 'hapy' in data.classes if the class is called so.");
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
        const string expected = "a folder for each class, such as angry, disgust, fear, happy, sad, surprise, neutral, contempt, or folders train, validation, test that hold these.";
        Error().ShouldBe($" holds no folders. Expected: {expected}");
        MakeClasses();
        Error().ShouldBe(" has class folders but no images.");
        foreach (var name in Core.ClassNames.Fer2013.Skip(1))
            Directory.Delete(_folder[name]);
        Error().ShouldBe($" holds 1 class folder. Expected: 2 to 255, {expected}");
        Should.Throw<UserError>(() => new FaceFolder(_folder["none"])).Message.ShouldEndWith($"/none does not exist. Expected: {expected}");
    }

    [Fact]
    public void More_classes_than_a_label_can_number_are_an_error()
    {
        for (var i = 0; i < 257; i++) Directory.CreateDirectory(_folder[$"class_{i}"]);

        Error().ShouldStartWith(" holds 257 class folders. Expected: 2 to 255, ");
    }

    [Fact]
    public void The_classes_are_those_that_have_a_folder_in_any_split_and_own_ones_come_last()
    {
        foreach (var name in new[] { "train/sad/1.png", "train/Bored/2.png", "train/contempt/3.png", "test/anger/4.png", "test/bored/5.png", "test/amused/6.png" })
            Add(name);
        Directory.CreateDirectory(_folder["train/fear"]);

        var faces = Read();

        faces.ClassNames.ShouldBe(["angry", "fear", "sad", "contempt", "amused", "bored"]);
        faces.Labels.Select(label => faces.ClassNames[label]).ShouldBe(["sad", "bored", "contempt", "angry", "bored", "amused"]);
    }

    [Theory]
    [InlineData("suprise", "surprise")]
    [InlineData("angyr", "angry")]
    [InlineData("Nuetral", "neutral")]
    [InlineData("sada", "sad")]
    [InlineData("contemt", "contempt")]
    [InlineData("happines", "happiness")]
    public void A_misspelt_class_is_an_error_unless_the_config_names_it(string folder, string meant)
    {
        Add("sad/1.png");
        Add($"{folder}/2.png");

        Error().ShouldBe($"/{folder} is not a class. Did you mean '{meant}'? Expected: that name, or '{folder}' in data.classes if the class is called so.");
        new FaceFolder(_folder.Root, folder).ClassNames.ShouldBe(["sad", folder]);
    }

    [Theory]
    [InlineData("mad")]
    [InlineData("calm")]
    [InlineData("bored")]
    [InlineData("tired")]
    [InlineData("love")]
    [InlineData("anxious")]
    [InlineData("excited")]
    [InlineData("confused")]
    public void Another_word_is_a_class_of_its_own(string name)
    {
        Add("sad/1.png");
        Add($"{name}/2.png");

        Read().ClassNames.ShouldBe(["sad", name]);
    }

    [Fact]
    public void A_folder_without_images_is_no_own_class()
    {
        Add("sad/1.png");
        Directory.CreateDirectory(_folder["happy"]);
        Directory.CreateDirectory(_folder["notes"]);

        Error().ShouldBe(" has no image of 'notes', which is no expression: is its folder a class? Expected: images in it; an expression's folder may be empty.");
    }

    [Fact]
    public void Numbers_that_are_not_fer2013s_seven_do_not_tell_the_classes()
    {
        foreach (var label in Enumerable.Range(1, 7)) // as RAF-DB numbers them
            Add($"{label}/{label}.png");

        Error().ShouldBe("The class folders are called 1, 2, 3, 4, 5, 6, 7, but data sets number the expressions in different orders. "
            + "Expected: their names, or 0 to 6, which are FER2013's angry, disgust, fear, happy, sad, surprise, neutral.");
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
        Cached(56).Size.ShouldBe(56);
        Add("happy/3.png");
        Cached(48).Labels.ShouldBe([4, 4, 3]);
        File.Move(_folder["happy/3.png"], _folder["angry/3.png"]);
        Cached(48).Labels.ShouldBe([4, 4, 0]);
        Directory.Delete(_folder["disgust"]);
        Cached(48).Labels.ShouldBe([3, 3, 0]);
        Cached(48).ClassNames.ShouldBe(["angry", "fear", "happy", "sad", "surprise", "neutral"]);
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
