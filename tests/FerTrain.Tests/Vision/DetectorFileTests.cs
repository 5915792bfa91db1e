using FerTrain.Core.Errors;
using FerTrain.Export.Onnx;
using FerTrain.Vision;
using Google.Protobuf;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Detectors that are told apart by what they take and give; BlazeFace's answers are decoded here and compared with the publication's arithmetic.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class DetectorFileTests : IDisposable
{
    private const int Anchors = 896;

    /// <summary>The second anchor at column 4 and row 6 of the fine grid of 16 × 16, whose centre is at 36 and 52 of 128 pixels.</summary>
    private const int Anchor = 2 * (6 * 16 + 4) + 1;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(512, 384)]
    [InlineData(896)]
    public void A_box_lies_where_its_anchor_and_its_numbers_say(params int[] parts)
    {
        var file = BlazeFace(parts, (Anchor, 4, Numbers(2, -3, 40, 44, eyesTurned: 0)));

        var face = Detect(file, width: 256, height: 256).ShouldHaveSingleItem();

        // The centre is at 38 and 49, the image twice as large; a square of 1.2 × 44 goes to the forehead, a tenth of 44 higher.
        face.Box.ShouldBe(new Rect(23, 36, 106, 106));
        face.Tilt.ShouldBe(0, 1e-6);
    }

    [Fact]
    public void The_image_lies_in_the_corner_of_the_square_whatever_its_shape() =>
        Detect(BlazeFace([512, 384], (Anchor, 4, Numbers(2, -3, 40, 44, eyesTurned: 0))), width: 512, height: 400).Single().Box.X.ShouldBe(46);

    [Fact]
    public void Boxes_that_overlap_are_one_face_their_mean_weighted_by_their_scores()
    {
        var file = BlazeFace([512, 384],
            (Anchor, 0, Numbers(2, -3, 40, 40, 0)), (Anchor + 1, 0, Numbers(2, -3, 40, 40, 0)), // the next column: eight pixels to the right
            (Anchor + 20, 0, Numbers(0, 0, 40, 40, 0)));
        var faces = Detect(file, width: 128, height: 128);
        faces.Count.ShouldBe(2);
        (faces[0].Box.X + faces[0].Box.Width / 2.0).ShouldBe(42, 1);
    }

    [Fact]
    public void Eyes_that_are_turned_tell_the_tilt_and_an_unlikely_or_too_small_face_is_none()
    {
        var file = BlazeFace([512, 384], (Anchor, 4, Numbers(0, 0, 40, 40, eyesTurned: 30)), (0, -1, Numbers(0, 0, 40, 40, 0)));
        Detect(file, width: 128, height: 128).ShouldHaveSingleItem().Tilt.ShouldBe(30, 1e-3);
        using var detector = DetectorFile.Open(file, new DetectionOptions { MinSize = 49 });
        using var image = new Mat(128, 128, MatType.CV_8UC1, Scalar.All(90));
        detector.Detect(image).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_square_stays_inside_the_image(int side)
    {
        var face = Detect(BlazeFace([512, 384], (0, 4, Numbers(0, 0, 40, 40, 0))), width: 128 * side, height: 100 * side).ShouldHaveSingleItem();
        (face.Box.X, face.Box.Y, face.Box.Width).ShouldBe((0, 0, 48 * side));
    }

    [Fact]
    public void A_tilted_face_is_cut_out_upright()
    {
        using var upright = Scene.WithFaces();
        var (x, y, side) = Scene.Face;
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(x, y), -25, 1);
        using var tilted = new Mat();
        Cv2.WarpAffine(upright, tilted, turn, upright.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
        var box = new Rect(x - side / 2, y - side / 2, side, side);
        using var expected = new FoundFace(box).Cut(upright);

        using var cut = new FoundFace(box, Tilt: 25).Cut(tilted);
        using var asItIs = new FoundFace(box).Cut(tilted);

        Difference(cut, expected).ShouldBeLessThan(4);
        using var painted = new Mat(cut.Size(), cut.Type(), Scalar.All(255));
        using var room = new Mat(upright.Size(), cut.Type(), Scalar.All(0));
        new FoundFace(box, Tilt: 25).PutBack(painted, room);
        (Cv2.Mean(room).Val0 * room.Total() / 255).ShouldBe(side * side, 0.02 * side * side); // the whole square, and nothing beside it
        room.At<Vec3b>(box.Top, box.Left).Item0.ShouldBe((byte)0, "the square is turned");
        Difference(asItIs, expected).ShouldBeGreaterThan(12);
    }

    [Fact]
    public void A_file_that_is_no_detector_is_named()
    {
        Refused(_folder["none.onnx"]).ShouldBe($"Detector '{_folder["none.onnx"]}' does not exist.");
        Refused(_folder.Write("text.onnx", "no network")).ShouldStartWith($"Detector '{_folder["text.onnx"]}' cannot be run by ONNX Runtime: ");
        Refused(BlazeFace([512], (0, 1, Numbers(0, 0, 1, 1, 0)))).ShouldBe(
            $"Detector '{_folder["512.onnx"]}' has the inputs input and the outputs scores_0, boxes_0. Expected: YuNet (outputs cls_8, obj_8, bbox_8, kps_8 and so on) or MediaPipe's BlazeFace (input 1×S×S×3, outputs of 896 scores and 896×16 numbers).");
    }

    [Fact]
    public void A_network_of_YuNets_form_that_OpenCV_cannot_run_is_refused_in_one_line()
    {
        var builder = new GraphBuilder();
        builder.Graph.Name = "yunet";
        builder.Graph.Input.Add(Value("input", 3, 64, 64));
        foreach (var (part, width) in (ReadOnlySpan<(string, int)>)[("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)])
            foreach (var stride in (int[])[8, 16, 32])
            {
                builder.Node("Unique", $"{part}_{stride}", [builder.Constant($"{part}_{stride}_values", [1, 4, width], new float[4 * width])]);
                builder.Graph.Output.Add(Value($"{part}_{stride}", 4, width));
            }

        Refused(_folder.Write("yunet.onnx", OnnxExport.Model(builder.Graph).ToByteArray())).ShouldBe(
            $"Detector '{_folder["yunet.onnx"]}' is YuNet's, and OpenCV cannot run it. Expected: a file with an input of a fixed size, such as 640 × 640.");
    }

    private static double Difference(Mat a, Mat b)
    {
        using var difference = new Mat();
        Cv2.Absdiff(a, b, difference);
        return Cv2.Mean(difference).Val0;
    }

    private static IReadOnlyList<FoundFace> Detect(string file, int width, int height)
    {
        using var detector = DetectorFile.Open(file, new DetectionOptions());
        using var image = new Mat(height, width, MatType.CV_8UC3, Scalar.All(90));
        return detector.Detect(image);
    }

    private static string Refused(string file) => Should.Throw<UserError>(() => DetectorFile.Open(file, new DetectionOptions()).Dispose()).Message;

    /// <summary>A box, and eyes 20 pixels apart that are turned clockwise by some degrees about the anchor.</summary>
    private static float[] Numbers(float x, float y, float width, float height, double eyesTurned)
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(eyesTurned));
        return [x, y, width, height, (float)(-10 * cos), (float)(-10 * sin), (float)(10 * cos), (float)(10 * sin), .. new float[8]];
    }

    /// <summary>Writes a file of BlazeFace's form that gives the same answer for every image.</summary>
    private string BlazeFace(int[] parts, params (int Anchor, float Score, float[] Numbers)[] faces)
    {
        var scores = Enumerable.Repeat(-20f, Anchors).ToArray();
        var boxes = new float[Anchors * 16];
        foreach (var (anchor, score, numbers) in faces)
        {
            scores[anchor] = score;
            numbers.CopyTo(boxes, anchor * 16);
        }

        var builder = new GraphBuilder();
        builder.Graph.Name = "blazeface";
        builder.Graph.Input.Add(Value("input", 128, 128, 3));
        for (int part = 0, start = 0; part < parts.Length; start += parts[part++])
        {
            Output($"scores_{part}", scores[start..(start + parts[part])], 1);
            Output($"boxes_{part}", boxes[(16 * start)..(16 * (start + parts[part]))], 16);

            void Output(string name, float[] values, int width)
            {
                builder.Node("Identity", name, [builder.Constant($"{name}_values", [1, values.Length / width, width], values)]);
                builder.Graph.Output.Add(Value(name, values.Length / width, width));
            }
        }

        return _folder.Write($"{string.Join('_', parts)}.onnx", OnnxExport.Model(builder.Graph).ToByteArray());
    }

    private static ValueInfoProto Value(string name, params long[] shape)
    {
        var value = GraphBuilder.Value(name, shape);
        value.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
        return value;
    }
}
