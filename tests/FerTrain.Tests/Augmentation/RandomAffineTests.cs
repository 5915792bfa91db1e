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
        var draw = AffineDraw.From(new AugmentConfig(), Spec(), new RandomStream(1));

        draw.ShouldBe(new AffineDraw());
        Apply(draw).ShouldBe(_image.Pixels, 1e-3);
        RandomAffine.IsNeeded(new AugmentConfig { HorizontalFlip = true, VerticalFlip = true }).ShouldBeFalse();
    }

    [Fact]
    public void Any_strength_asks_for_resampling()
    {
        AugmentConfig[] configs =
            [new() { Rotation = 1 }, new() { Shift = 0.1 }, new() { Shear = 1 }, new() { Zoom = 0.1 }, new() { RandomCrop = true }, new() { ResizedCrop = 0.9 }];

        configs.ShouldAllBe(config => RandomAffine.IsNeeded(config));
    }

    [Fact]
    public void Any_draw_does_what_Keras_does_with_it_under_every_fill_mode() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Elements(Enum.GetValues<FillMode>()).ToArbitrary(), (seed, fill) =>
        {
            var draw = AffineDraw.From(Everything, Spec(), new RandomStream(seed));
            var image = _image with { Fill = fill, FillValue = Everything.FillValue };

            Apply(draw, fill).ShouldBe(KerasAffine.Apply(image, draw).Cast<double>(), 0.03, $"{draw}");
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void SciPy_resamples_a_image_the_same_under_every_fill_mode()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Augmentation", "Goldens", "affine.json")));
        var golden = document.RootElement.Deserialize<AffineGolden>(Golden.SnakeCase)!;
        golden.Cases.Length.ShouldBe(28);
        foreach (var scipy in golden.Cases)
        {
            var draw = scipy.ToDraw(golden.Side);
            var fill = Enum.Parse<FillMode>(scipy.Fill, ignoreCase: true);
            var image = new FilledImage(golden.Image, fill, golden.FillValue);
            var augmentation = new RandomAffine(new AugmentConfig { Fill = fill, FillValue = golden.FillValue }, Spec(golden.Side));

            augmentation.Apply(image.ToTensor(), Numbers(draw)).Values().ShouldBe(scipy.Expected, 0.01, $"{fill} {draw}");
            KerasAffine.Apply(image, draw).Cast<double>().ShouldBe(scipy.Expected, 1e-5, $"{fill} {draw}");
        }
    }

    [Fact]
    public void A_quarter_turn_is_exact_and_turns_as_Keras_turns() =>
        Apply(new AffineDraw { Degrees = 90 }).ShouldBe(Pixels((row, column) => (Side - 1 - column, row)), 1e-3);

    [Fact]
    public void A_shift_by_whole_pixels_repeats_the_border() =>
        Apply(new AffineDraw { Down = 2.0 / Side, Right = -3.0 / Side })
            .ShouldBe(Pixels((row, column) => (Math.Min(row + 2, Side - 1), Math.Max(column - 3, 0))), 1e-3);

    [Fact]
    public void Mirrors_swap_left_and_right_or_top_and_bottom()
    {
        Apply(new AffineDraw { LeftToRight = true }).ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-3);
        Apply(new AffineDraw { TopToBottom = true }).ShouldBe(Pixels((row, column) => (Side - 1 - row, column)), 1e-3);
    }

    [Fact]
    public void A_zoom_below_one_enlarges_around_the_centre()
    {
        var enlarged = Apply(new AffineDraw { ZoomRows = 1.0 / 3, ZoomColumns = 1.0 / 3 });

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
            var box = Box.Draw(random, random.Uniform(0.05, 1), 4);
            double Place(int pixel, double start, double size) => (start + (pixel + 0.5) / Side * size) * Side - 0.5;

            Apply(new AffineDraw { ResizedCrop = box }).ShouldBe(
                from row in Enumerable.Range(0, Side)
                from column in Enumerable.Range(0, Side)
                select _image.At(Place(row, box.Top, box.Height), Place(column, box.Left, box.Width)), 0.01);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_random_crop_takes_whole_pixels_at_every_place_equally_often()
    {
        var spec = Spec(crop: 9);
        var augmentation = new RandomAffine(new AugmentConfig { RandomCrop = true }, spec);
        var random = new RandomStream(3);
        var seen = new int[4, 4];
        for (var i = 0; i < 1600; i++)
        {
            var box = AffineDraw.From(new AugmentConfig { RandomCrop = true }, spec, random).Crop;
            seen[(int)Math.Round(box.Top * Side), (int)Math.Round(box.Left * Side)]++;
        }

        seen.Cast<int>().ShouldAllBe(count => count > 60 && count < 140); // 100, four standard deviations either way
        var crop = augmentation.Apply(_image.ToTensor(), Numbers(new AffineDraw { Crop = new Box(2.0 / Side, 1.0 / Side, 9.0 / Side, 9.0 / Side) }));
        crop.shape.ShouldBe([1, 1, 9, 9]);
        crop.Values().ShouldBe(_image.ToTensor()[0, 0, TensorIndex.Slice(1, 10), TensorIndex.Slice(2, 11)].Values(), 1e-3);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    public void Without_a_random_crop_the_centre_is_seen(int crop)
    {
        var draw = AffineDraw.From(new AugmentConfig(), Spec(crop: crop), new RandomStream(1));
        using var input = new Preprocessor(Spec(crop: crop), CPU);

        new RandomAffine(new AugmentConfig(), Spec(crop: crop)).Apply(_image.ToTensor(), Numbers(draw)).Values()
            .ShouldBe(input.CentreCrop(_image.ToTensor()).Values(), 1e-3);
    }

    [Fact]
    public void Draws_fill_their_ranges_and_stay_inside()
    {
        var config = new AugmentConfig { Rotation = 10, Shift = 0.1, Shear = 20, Zoom = 0.2, HorizontalFlip = true, ResizedCrop = 0.5 };
        var random = new RandomStream(5);
        AffineDraw[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => AffineDraw.From(config, Spec(), random))];

        ShouldFill(draws.Select(draw => draw.Degrees), -10, 10);
        ShouldFill(draws.Select(draw => draw.Down), -0.1, 0.1);
        ShouldFill(draws.Select(draw => draw.Right), -0.1, 0.1);
        ShouldFill(draws.Select(draw => draw.ShearDegrees), -20, 20);
        ShouldFill(draws.Select(draw => draw.ZoomRows), 0.8, 1.2);
        ShouldFill(draws.Select(draw => draw.ZoomColumns), 0.8, 1.2);
        ShouldFill(draws.Select(draw => draw.ResizedCrop.Width * draw.ResizedCrop.Height), 0.5, 1);
        draws.Average(draw => draw.LeftToRight ? 1.0 : 0).ShouldBe(0.5, 0.02);
        draws.ShouldAllBe(draw => !draw.TopToBottom);
        draws.Average(draw => (draw.ZoomRows - 1) * (draw.ZoomColumns - 1)).ShouldBe(0, 1e-3); // drawn apart
    }

    [Fact]
    public void Each_change_happens_with_its_own_probability_and_mirrors_and_crops_apart_from_that()
    {
        var config = new AugmentConfig { Probability = 0.3, Rotation = 10, Shift = 0.1, Shear = 20, Zoom = 0.2, HorizontalFlip = true, ResizedCrop = 0.5 };
        var random = new RandomStream(6);
        AffineDraw[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => AffineDraw.From(config, Spec(), random))];
        Func<AffineDraw, bool>[] happened =
            [draw => draw.Degrees != 0, draw => draw.Down != 0, draw => draw.ShearDegrees != 0, draw => draw.ZoomRows != 1];

        foreach (var one in happened)
            Fraction(one).ShouldBe(0.3, 0.015);
        for (var i = 0; i < happened.Length; i++)
            for (var j = 0; j < i; j++)
                Fraction(draw => happened[i](draw) && happened[j](draw)).ShouldBe(0.09, 0.01);
        draws.ShouldAllBe(draw => (draw.Down != 0) == (draw.Right != 0) && (draw.ZoomRows != 1) == (draw.ZoomColumns != 1));
        ShouldFill(draws.Select(draw => draw.Degrees), -10, 10);
        ShouldFill(draws.Select(draw => draw.ResizedCrop.Width * draw.ResizedCrop.Height), 0.5, 1);
        Fraction(draw => draw.LeftToRight).ShouldBe(0.5, 0.02);

        double Fraction(Func<AffineDraw, bool> predicate) => draws.Count(predicate) / 20_000.0;
    }

    [Fact]
    public void What_is_certain_and_what_is_impossible_draw_as_without_a_probability() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            var draw = AffineDraw.From(Everything with { Probability = 1 }, Spec(), random);

            draw.Degrees.ShouldBe(new RandomStream(seed).Uniform(-180, 180));
            var plain = new RandomStream(seed);
            for (var i = 0; i < 12; i++) _ = plain.NextDouble(); // six changes, two mirrors, four of the resized crop
            random.NextDouble().ShouldBe(plain.NextDouble());

            var never = AffineDraw.From(Everything with { Probability = 0, HorizontalFlip = false, VerticalFlip = false }, Spec(), new RandomStream(seed));
            never.ShouldBe(new AffineDraw());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_image_of_a_batch_goes_through_its_own_map()
    {
        var batch = new RandomAffine(new AugmentConfig(), Spec()).Apply(
            cat([_image.ToTensor(), _image.ToTensor()]), cat([Numbers(new AffineDraw { LeftToRight = true }), Numbers(new AffineDraw())]));

        batch[0].Values().ShouldBe(Pixels((row, column) => (row, Side - 1 - column)), 1e-3);
        batch[1].Values().ShouldBe(_image.Pixels, 1e-3);
    }

    private static Preprocessing Spec(int side = Side, int crop = 0) => new(side, crop, 1, PixelScaling.Unit, ["a", "b"]);

    private double[] Apply(AffineDraw draw, FillMode fill = FillMode.Nearest) =>
        new RandomAffine(Everything with { Fill = fill }, Spec()).Apply(_image.ToTensor(), Numbers(draw)).Values();

    private static Tensor Numbers(AffineDraw draw)
    {
        var map = draw.ToMap();
        return tensor(MemoryMarshal.Cast<Matrix3x2, float>(new Span<Matrix3x2>(ref map)).ToArray(), [1, 6]);
    }

    private IEnumerable<double> Pixels(Func<int, int, (int Row, int Column)> source) =>
        from row in Enumerable.Range(0, Side)
        from column in Enumerable.Range(0, Side)
        let place = source(row, column)
        select _image[place.Row, place.Column];

    private static void ShouldFill(IEnumerable<double> values, double low, double high)
    {
        double[] all = [.. values];
        var slack = (high - low) * 1e-4;
        all.Min().ShouldBe(low, slack * 20);
        all.Max().ShouldBe(high, slack * 20);
        all.ShouldAllBe(value => value >= low - slack && value <= high + slack);
        all.Average().ShouldBe((low + high) / 2, (high - low) * 0.015); // more than seven standard deviations
    }

    /// <summary>affine.json, lengths in pixels.</summary>
    private sealed record AffineGolden(int Side, double FillValue, double[] Image, AffineCase[] Cases);

    private sealed record AffineCase(
        double Degrees, double Down, double Right, double ShearDegrees, double ZoomRows, double ZoomColumns,
        bool LeftToRight, bool TopToBottom, string Fill, double[] Expected)
    {
        public AffineDraw ToDraw(int side) => new()
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
