using FerTrain.Core.Errors;
using FerTrain.Vision;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

[Collection(TestCollections.Alone)]
public sealed class CascadeDetectorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(CascadeFile.FolderVariable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CascadeFile.FolderVariable, _before);
        _folder.Dispose();
    }

    [FactWithCascade]
    public void Faces_are_found_from_left_to_right_in_colour_and_in_grey()
    {
        using var detector = new CascadeDetector(new DetectionOptions());
        using var scene = Scene.WithFaces(columns: 3);
        using var grey = new Mat();
        Cv2.CvtColor(scene, grey, ColorConversionCodes.BGR2GRAY);

        var found = detector.Detect(scene);

        found.Count.ShouldBe(3);
        foreach (var (index, face) in found.Index())
            ShouldBeTheFace(face.Box, scale: 1, left: index * scene.Width / 3);
        detector.Detect(grey).ShouldBe(found);
    }

    [FactWithCascade]
    public void In_an_image_that_is_too_large_to_search_faces_are_where_they_are_in_it()
    {
        using var detector = new CascadeDetector(new DetectionOptions());
        using var large = Scene.WithFaces(scale: 12);
        ShouldBeTheFace(detector.Detect(large).ShouldHaveSingleItem().Box, scale: 12, left: 0);
    }

    [FactWithCascade]
    public void A_face_below_the_smallest_is_none_and_so_is_an_empty_room()
    {
        using var choosy = new CascadeDetector(new DetectionOptions { MinSize = 180 });
        using var scene = Scene.WithFaces();
        using var room = new Mat(240, 320, MatType.CV_8UC3, Scalar.All(90));
        choosy.Detect(scene).ShouldBeEmpty();
        using var detector = new CascadeDetector(new DetectionOptions());
        detector.Detect(room).ShouldBeEmpty();
    }

    [FactWithCascade]
    public void The_folder_of_the_variable_goes_before_where_cascades_are_installed()
    {
        Environment.SetEnvironmentVariable(CascadeFile.FolderVariable, _folder.Root);
        Should.Throw<UserError>(CascadeFile.Find).Message.ShouldStartWith($"{CascadeFile.Name} is not in {_folder.Root}, ");
        File.Copy(FactWithCascadeAttribute.File, _folder[CascadeFile.Name]);
        CascadeFile.Find().ShouldBe(_folder[CascadeFile.Name]);
    }

    [Fact]
    public void A_file_that_is_missing_or_not_a_cascade_is_named()
    {
        Refused(new DetectionOptions(), _folder["none.xml"]).ShouldBe($"Cascade '{_folder["none.xml"]}' does not exist.");
        string[] wrong = [_folder.Write("text.xml", "no cascade"), _folder.Write("other.xml", "<?xml version=\"1.0\"?><opencv_storage><a>1</a></opencv_storage>")];
        foreach (var file in wrong)
            Refused(new DetectionOptions(), file).ShouldBe($"Cascade '{file}' cannot be read by OpenCV. Expected: a cascade such as {CascadeFile.Name}.");
    }

    [FactWithCascade]
    public void Every_installed_cascade_is_accepted()
    {
        foreach (var file in Directory.GetFiles("/usr/share/opencv4", "*cascade*.xml", SearchOption.AllDirectories))
            Should.NotThrow(() => CascadeCheck.Check(file), file);
    }

    [FactWithCascade]
    public void A_cascade_that_leads_outside_of_itself_is_refused_before_OpenCV_reads_it()
    {
        var whole = File.ReadAllText(FactWithCascadeAttribute.File);
        foreach (var (part, damaged, reason) in new[]
        {
            ("0 -1 0 -3.15", "0 -1 9999 -3.15", "a node of a feature that is not there"), // the first node's feature
            ("0 -1 0 -3.15", "0 -7 0 -3.15", "a node whose branches lead nowhere or back"),
            ("0 -1 0 -3.15", "0 1 0 -3.15", "a node whose branches lead nowhere or back"),
            ("6 4 12 9 -1.", "6 4 12 99 -1.", "a rectangle outside of the window"),
            ("6 4 12 9 -1.", "-6 4 12 9 -1.", "a rectangle outside of the window"),
            ("6 4 12 9 -1.", "6 4 12 9", "a rectangle without a weight"),
            ("<width>24<", "<width>2x4<", "'2x4' in the place of a number"),
            ("<width>24<", "<width>4<", "a rectangle outside of the window"),
            ("<maxCatCount>0<", "<maxCatCount>64<", "a tree with too few or too many numbers"),
            ("<features>", "<features/><features>", "no features, or several"),
            ("<features>", "<features>0", "text between elements, which OpenCV takes for one more"),
            (">HAAR<", ">HOG<", "features of type HOG"),
        })
        {
            var at = whole.IndexOf(part, StringComparison.Ordinal);
            var file = _folder.Write("damaged.xml", $"{whole[..at]}{damaged}{whole[(at + part.Length)..]}");
            Should.Throw<InvalidDataException>(() => CascadeCheck.Check(file)).Message.ShouldBe(reason, damaged);
            Refused(new DetectionOptions(), file).ShouldStartWith($"Cascade '{file}' cannot be read by OpenCV. Expected: ");
        }
    }

    [Theory]
    [InlineData(1.0000001, 5, 30, "--scale-factor is 1.0000001. Expected: 1.01 to 2; each step keeps a smaller copy of the image.")]
    [InlineData(double.NaN, 5, 30, "--scale-factor is NaN. Expected: 1.01 to 2; each step keeps a smaller copy of the image.")]
    [InlineData(1.1, -1, 30, "--min-neighbors is -1. Expected: 0 or more.")]
    [InlineData(1.1, 5, 0, "--min-size is 0. Expected: 1 or more pixels.")]
    public void Options_out_of_range_are_refused(double scaleFactor, int neighbors, int minSize, string message) =>
        Refused(new DetectionOptions { ScaleFactor = scaleFactor, MinNeighbors = neighbors, MinSize = minSize }, null).ShouldBe(message);

    private static string Refused(DetectionOptions options, string? cascade) =>
        Should.Throw<UserError>(() => new CascadeDetector(options, cascade).Dispose()).Message;

    private static void ShouldBeTheFace(Rect box, double scale, int left)
    {
        ((double)box.Width).ShouldBe(box.Height, 1);
        (box.Left + box.Width / 2.0).ShouldBe(left + scale * Scene.Face.X, scale * 12);
        (box.Top + box.Height / 2.0).ShouldBe(scale * Scene.Face.Y, scale * 12);
        ((double)box.Width).ShouldBe(scale * Scene.Face.Side, scale * 30);
    }
}

/// <summary>Marks a test with the frontal-face cascade, which is skipped if it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithCascadeAttribute : FactAttribute
{
    public const string File = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml";

    public FactWithCascadeAttribute()
    {
        if (!System.IO.File.Exists(File))
            Skip = "needs Debian's opencv-data";
    }
}
