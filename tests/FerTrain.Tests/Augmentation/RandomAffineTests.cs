using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Metrics;
using FerTrain.Tests.Torch;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class RandomAffineTests : IDisposable
{
    private const int Side = 12;

    private static readonly AugmentConfig Everything = new()
    {
        Rotation = 180,
        Shift = 1,
        Shear = 80,
        Zoom = 0.9,
        HorizontalFlip = true,
        VerticalFlip = true,
        FillValue = 200,
    };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly FilledImage _image = FilledImage.Random(new Seeds(4).Stream("image"), Side);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Nothing_changes_at_strength_zero()
    {
        var parameters = AffineParameters.Sample(new AugmentConfig(), Spec(), new RandomStream(1));

        parameters.ShouldBe(new AffineParameters());
        Apply(parameters).ShouldBe(_image.Pixels, 1e-3);
        RandomAffine.IsNeeded(new AugmentConfig { HorizontalFlip = true, VerticalFlip = true }).ShouldBeFalse();
    }

    [Fact]
    public void Any_strength_asks_for_resampling()
    {
        AugmentConfig[] configs =
            [new() { Rotation = 1 }, new() { Shift = 0.1 }, new() { Shear = 1 }, new() { Zoom = 0.1 }, new() { Crop = 40 }, new() { RandomCrop = true }, new() { ResizedCrop = 0.9 }];

        configs.ShouldAllBe(config => RandomAffine.IsNeeded(config));
    }

    [Fact]
    public void Any_parameters_do_what_Keras_does_with_them_under_every_fill_mode() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Elements(Enum.GetValues<FillMode>()).ToArbitrary(), (seed, fill) =>
        {
            var parameters = AffineParameters.Sample(Everything, Spec(), new RandomStream(seed));
            var image = _image with { Fill = fill, FillValue = Everything.FillValue };

            Apply(parameters, fill).ShouldBe(KerasAffine.Apply(image, parameters).Cast<double>(), 0.03, $"{parameters}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SciPy_resamples_an_image_the_same_under_every_fill_mode()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Augmentation", "Goldens", "affine.json")));
        var golden = document.RootElement.Deserialize<AffineGolden>(Golden.SnakeCase)!;
        golden.Cases.Length.ShouldBe(28);
        foreach (var scipy in golden.Cases)
        {
            var parameters = scipy.ToParameters(golden.Side);
            var fill = Enum.Parse<FillMode>(scipy.Fill, ignoreCase: true);
            var image = new FilledImage(golden.Image, fill, golden.FillValue);
            var augmentation = new RandomAffine(new AugmentConfig { Fill = fill, FillValue = golden.FillValue }, Spec(golden.Side));

            augmentation.Apply(image.ToTensor(), Numbers(parameters)).Values().ShouldBe(scipy.Expected, 0.01, $"{fill} {parameters}");
            KerasAffine.Apply(image, parameters).Cast<double>().ShouldBe(scipy.Expected, 1e-5, $"{fill} {parameters}");
        }
    }

    [Fact]
    public void A_quarter_turn_is_exact_and_turns_as_Keras_turns() =>
        Apply(new AffineParameters { Degrees = 90 }).ShouldBe(Pixels((row, column) => (Side - 1 - column, row)), 1e-3);

    [Fact]
    public void A_shift_by_whole_pixels_repeats_the_border() =>
        Apply(new AffineParameters { Down = 2.0 / Side, Right = -3.0 / Side })
            .ShouldBe(Pixels((row, column) => (Math.Min(row + 2, Side - 1), Math.Max(column - 3, 0))), 1e-3);

    [Fact]
    public void Flips_swap_left_and_right_or_top_and_bottom()
    {
        Apply(new AffineParameters { LeftToRight = true }).ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-3);
        Apply(new AffineParameters { TopToBottom = true }).ShouldBe(Pixels((row, column) => (Side - 1 - row, column)), 1e-3);
    }

    [Fact]
    public void A_zoom_below_one_enlarges_around_the_centre()
    {
        var enlarged = Apply(new AffineParameters { ZoomRows = 1.0 / 3, ZoomColumns = 1.0 / 3 });

        // The centre of every third pixel of the middle falls on a pixel's centre.
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++)
                enlarged[(i * 3 + 1) * Side + j * 3 + 1].ShouldBe(_image[i + 4, j + 4], 1e-3);
    }

    [Fact]
    public void A_resized_crop_enlarges_its_box_to_the_whole_image() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var box = RelativeBox.Sample(random, random.Uniform(0.05, 1), 4);
            double Source(int pixel, double start, double size) => (start + (pixel + 0.5) / Side * size) * Side - 0.5;

            Apply(new AffineParameters { ResizedCrop = box }).ShouldBe(
                from row in Enumerable.Range(0, Side)
                from column in Enumerable.Range(0, Side)
                select _image.At(Source(row, box.Top, box.Height), Source(column, box.Left, box.Width)), 0.01);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_random_crop_takes_whole_pixels_at_every_position_equally_often()
    {
        var spec = Spec(crop: 9);
        var augmentation = new RandomAffine(new AugmentConfig { RandomCrop = true }, spec);
        var random = new RandomStream(3);
        var seen = new int[4, 4];
        for (var i = 0; i < 1600; i++)
        {
            var box = AffineParameters.Sample(new AugmentConfig { RandomCrop = true }, spec, random).Crop;
            seen[(int)Math.Round(box.Top * Side), (int)Math.Round(box.Left * Side)]++;
        }

        seen.Cast<int>().ShouldAllBe(count => count > 60 && count < 140); // 100, four standard deviations either way
        var crop = augmentation.Apply(_image.ToTensor(), Numbers(new AffineParameters { Crop = new RelativeBox(2.0 / Side, 1.0 / Side, 9.0 / Side, 9.0 / Side) }));
        crop.shape.ShouldBe([1, 1, 9, 9]);
        crop.Values().ShouldBe(_image.ToTensor()[0, 0, TensorIndex.Slice(1, 10), TensorIndex.Slice(2, 11)].Values(), 1e-3);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void Without_a_random_crop_the_centre_is_seen(int crop)
    {
        var parameters = AffineParameters.Sample(new AugmentConfig(), Spec(crop: crop), new RandomStream(1));
        using var input = new Preprocessor(Spec(crop: crop), CPU);

        new RandomAffine(new AugmentConfig(), Spec(crop: crop)).Apply(_image.ToTensor(), Numbers(parameters)).Values()
            .ShouldBe(input.CentreCrop(_image.ToTensor()).Values(), 1e-3);
    }

    [Fact]
    public void Parameters_fill_their_ranges_and_stay_inside()
    {
        var config = new AugmentConfig { Rotation = 10, Shift = 0.1, Shear = 20, Zoom = 0.2, HorizontalFlip = true, ResizedCrop = 0.5 };
        var random = new RandomStream(5);
        AffineParameters[] samples = [.. Enumerable.Range(0, 20_000).Select(_ => AffineParameters.Sample(config, Spec(), random))];

        ShouldFill(samples.Select(parameters => parameters.Degrees), -10, 10);
        ShouldFill(samples.Select(parameters => parameters.Down), -0.1, 0.1);
        ShouldFill(samples.Select(parameters => parameters.Right), -0.1, 0.1);
        ShouldFill(samples.Select(parameters => parameters.ShearDegrees), -20, 20);
        ShouldFill(samples.Select(parameters => parameters.ZoomRows), 0.8, 1.2);
        ShouldFill(samples.Select(parameters => parameters.ZoomColumns), 0.8, 1.2);
        ShouldFill(samples.Select(parameters => parameters.ResizedCrop.Width * parameters.ResizedCrop.Height), 0.5, 1);
        samples.Average(parameters => parameters.LeftToRight ? 1.0 : 0).ShouldBe(0.5, 0.02);
        samples.ShouldAllBe(parameters => !parameters.TopToBottom);
        samples.Average(parameters => (parameters.ZoomRows - 1) * (parameters.ZoomColumns - 1)).ShouldBe(0, 1e-3); // sampled independently
    }

    [Fact]
    public void Each_change_happens_with_its_own_probability_and_flips_and_crops_independently_of_it()
    {
        var config = new AugmentConfig { Probability = 0.3, Rotation = 10, Shift = 0.1, Shear = 20, Zoom = 0.2, HorizontalFlip = true, ResizedCrop = 0.5 };
        var random = new RandomStream(6);
        AffineParameters[] samples = [.. Enumerable.Range(0, 20_000).Select(_ => AffineParameters.Sample(config, Spec(), random))];
        Func<AffineParameters, bool>[] happened =
            [parameters => parameters.Degrees != 0, parameters => parameters.Down != 0, parameters => parameters.ShearDegrees != 0, parameters => parameters.ZoomRows != 1];

        foreach (var one in happened)
            Fraction(one).ShouldBe(0.3, 0.015);
        for (var i = 0; i < happened.Length; i++)
            for (var j = 0; j < i; j++)
                Fraction(parameters => happened[i](parameters) && happened[j](parameters)).ShouldBe(0.09, 0.01);
        samples.ShouldAllBe(parameters => (parameters.Down != 0) == (parameters.Right != 0) && (parameters.ZoomRows != 1) == (parameters.ZoomColumns != 1));
        ShouldFill(samples.Select(parameters => parameters.Degrees), -10, 10);
        ShouldFill(samples.Select(parameters => parameters.ResizedCrop.Width * parameters.ResizedCrop.Height), 0.5, 1);
        Fraction(parameters => parameters.LeftToRight).ShouldBe(0.5, 0.02);

        double Fraction(Func<AffineParameters, bool> predicate) => samples.Count(predicate) / 20_000.0;
    }

    [Fact]
    public void Probabilities_of_one_and_zero_sample_as_without_a_probability() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var parameters = AffineParameters.Sample(Everything with { Probability = 1 }, Spec(), random);

            parameters.Degrees.ShouldBe(new RandomStream(seed).Uniform(-180, 180));
            var plain = new RandomStream(seed);
            for (var i = 0; i < 12; i++) _ = plain.NextDouble(); // six parameters, two flips, four of the resized crop
            random.NextDouble().ShouldBe(plain.NextDouble());

            var never = AffineParameters.Sample(Everything with { Probability = 0, HorizontalFlip = false, VerticalFlip = false }, Spec(), new RandomStream(seed));
            never.ShouldBe(new AffineParameters());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_image_of_a_batch_has_its_own_transform()
    {
        var batch = new RandomAffine(new AugmentConfig(), Spec()).Apply(
            cat([_image.ToTensor(), _image.ToTensor()]), cat([Numbers(new AffineParameters { LeftToRight = true }), Numbers(new AffineParameters())]));

        batch[0].Values().ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-3);
        batch[1].Values().ShouldBe(_image.Pixels, 1e-3);
    }

    private static Preprocessing Spec(int side = Side, int crop = 0) => new(side, crop, 1, PixelScaling.Unit, ["a", "b"]);

    private double[] Apply(AffineParameters parameters, FillMode fill = FillMode.Nearest) =>
        new RandomAffine(Everything with { Fill = fill }, Spec()).Apply(_image.ToTensor(), Numbers(parameters)).Values();

    private static Tensor Numbers(AffineParameters parameters)
    {
        var map = parameters.ToMatrix();
        return tensor(MemoryMarshal.Cast<Matrix3x2, float>(new Span<Matrix3x2>(ref map)).ToArray(), [1, 6]);
    }

    private IEnumerable<double> Pixels(Func<int, int, (int Row, int Column)> source) =>
        from row in Enumerable.Range(0, Side)
        from column in Enumerable.Range(0, Side)
        let pixel = source(row, column)
        select _image[pixel.Row, pixel.Column];

    private static void ShouldFill(IEnumerable<double> values, double low, double high)
    {
        double[] all = [.. values];
        var slack = (high - low) * 1e-4;
        all.Min().ShouldBe(low, slack * 20);
        all.Max().ShouldBe(high, slack * 20);
        all.ShouldAllBe(value => value >= low - slack && value <= high + slack);
        all.Average().ShouldBe((low + high) / 2, (high - low) * 0.015); // more than seven standard deviations
    }

    /// <summary>Holds affine.json, with lengths in pixels.</summary>
    private sealed record AffineGolden(int Side, double FillValue, double[] Image, AffineCase[] Cases);

    private sealed record AffineCase(
        double Degrees, double Down, double Right, double ShearDegrees, double ZoomRows, double ZoomColumns,
        bool LeftToRight, bool TopToBottom, string Fill, double[] Expected)
    {
        public AffineParameters ToParameters(int side) => new()
        {
            Degrees = Degrees,
            Down = Down / side,
            Right = Right / side,
            ShearDegrees = ShearDegrees,
            ZoomRows = ZoomRows,
            ZoomColumns = ZoomColumns,
            LeftToRight = LeftToRight,
            TopToBottom = TopToBottom,
        };
    }
}

/// <summary>Does to an image what ImageDataGenerator does for given parameters, step by step in pixels.</summary>
internal static class KerasAffine
{
    public static double[,] Apply(FilledImage image, AffineParameters parameters)
    {
        var side = image.Side;
        var matrix = Around(side / 2.0 - 0.5, Product(Rotation(parameters), Product(Shift(parameters, side), Product(Shear(parameters), Zoom(parameters)))));
        var result = new double[side, side];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var y = matrix[0, 0] * row + matrix[0, 1] * column + matrix[0, 2];
                var x = matrix[1, 0] * row + matrix[1, 1] * column + matrix[1, 2];
                result[parameters.TopToBottom ? side - 1 - row : row, parameters.LeftToRight ? side - 1 - column : column] = image.At(y, x);
            }

        return result;
    }

    private static double[,] Rotation(AffineParameters parameters)
    {
        var (sin, cos) = Math.SinCos(parameters.Degrees * Math.PI / 180);
        return new[,] { { cos, -sin, 0 }, { sin, cos, 0 }, { 0, 0, 1 } };
    }

    private static double[,] Shift(AffineParameters parameters, int side) => new[,] { { 1, 0, parameters.Down * side }, { 0, 1, parameters.Right * side }, { 0, 0, 1 } };

    private static double[,] Shear(AffineParameters parameters)
    {
        var (sin, cos) = Math.SinCos(parameters.ShearDegrees * Math.PI / 180);
        return new[,] { { 1, -sin, 0 }, { 0, cos, 0 }, { 0, 0, 1 } };
    }

    private static double[,] Zoom(AffineParameters parameters) => new[,] { { parameters.ZoomRows, 0, 0 }, { 0, parameters.ZoomColumns, 0 }, { 0, 0, 1 } };

    private static double[,] Around(double centre, double[,] matrix) => Product(
        new[,] { { 1, 0, centre }, { 0, 1, centre }, { 0, 0, 1 } },
        Product(matrix, new[,] { { 1, 0, -centre }, { 0, 1, -centre }, { 0, 0, 1 } }));

    private static double[,] Product(double[,] a, double[,] b)
    {
        var result = new double[3, 3];
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                result[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j];
        return result;
    }
}

/// <summary>Extends a square image without end, pixel by pixel, by its fill mode.</summary>
internal sealed record FilledImage(double[] Pixels, FillMode Fill = FillMode.Nearest, double FillValue = 0)
{
    public int Side { get; } = (int)Math.Sqrt(Pixels.Length);

    public static FilledImage Random(RandomStream random, int side) =>
        new([.. Enumerable.Range(0, side * side).Select(_ => 255 * random.NextDouble())]);

    public Tensor ToTensor() => tensor(Pixels, [1, 1, Side, Side], float32);

    /// <summary>Interpolates between the four neighbours.</summary>
    public double At(double y, double x)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, across) = (y - top, x - left);
        return (1 - down) * ((1 - across) * this[top, left] + across * this[top, left + 1])
            + down * ((1 - across) * this[top + 1, left] + across * this[top + 1, left + 1]);
    }

    public double this[int row, int column] => Fill switch
    {
        FillMode.Nearest => Inside(Math.Clamp(row, 0, Side - 1), Math.Clamp(column, 0, Side - 1)),
        FillMode.Reflect => Inside(Reflected(row), Reflected(column)),
        FillMode.Constant => row >= 0 && row < Side && column >= 0 && column < Side ? Inside(row, column) : FillValue,
        _ => Inside(Modulo(row, Side), Modulo(column, Side)),
    };

    private double Inside(int row, int column) => Pixels[row * Side + column];

    private int Reflected(int index) => Modulo(index, 2 * Side) is var i && i < Side ? i : 2 * Side - 1 - i;

    private static int Modulo(int index, int count) => (index % count + count) % count;
}
