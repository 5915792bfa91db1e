using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class ScalingFitTests
{
    private const int Count = 1500, Area = FaceSet.Fer2013Size * FaceSet.Fer2013Size;

    /// <summary>More rows than one batch of the measurement, and faces beside them that must not count.</summary>
    private static readonly ImmutableArray<int> Rows = [.. Enumerable.Range(0, Count).Where(row => row % 5 != 0)];

    [Fact]
    public void Each_pixel_is_scaled_by_its_least_and_greatest_value_in_the_training_rows()
    {
        var pixels = Pixels();
        var scaling = Fit(PixelScale.PerPixelMinmax, pixels);

        for (var place = 0; place < Area; place++)
        {
            var values = Rows.Select(row => (float)pixels[row * Area + place]).ToArray();
            scaling.Offset[place].ShouldBe(values.Min());
            scaling.Range[place].ShouldBe(place == 7 ? 1 : values.Max() - values.Min());
        }
    }

    [Fact]
    public void Standardize_takes_mean_and_deviation_over_all_pixels_of_the_training_rows()
    {
        var pixels = Pixels();
        var scaling = Fit(PixelScale.Standardize, pixels);

        var values = Rows.SelectMany(row => pixels[(row * Area)..((row + 1) * Area)]).Select(pixel => (double)pixel).ToArray();
        var mean = values.Average();
        scaling.Offset.ShouldHaveSingleItem().ShouldBe((float)mean, 1e-4f);
        scaling.Range.ShouldHaveSingleItem().ShouldBe((float)Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 1e-4f);
    }

    [Theory]
    [InlineData(PixelScale.Unit, 0, 255)]
    [InlineData(PixelScale.Symmetric, 127.5, 127.5)]
    public void Fixed_scales_ask_nothing_of_the_data(PixelScale scale, float offset, float range)
    {
        var scaling = Fit(scale, Pixels());
        (scaling.Offset.ShouldHaveSingleItem(), scaling.Range.ShouldHaveSingleItem()).ShouldBe((offset, range));
    }

    private static PixelScaling Fit(PixelScale scale, byte[] pixels)
    {
        using var faces = new FaceTensors(new FaceSet(pixels, new byte[Count], new Usage[Count]), Devices.Find("cpu"));
        return ScalingFit.Fit(new PreprocessConfig { Scale = scale }, ClassNames.Fer2013, faces, Rows).Scaling;
    }

    /// <summary>Noise within a band that differs from pixel to pixel; the eighth never changes.</summary>
    private static byte[] Pixels()
    {
        var random = new Seeds(0).Stream("pixels");
        return [.. Enumerable.Range(0, Count * Area).Select(i => (byte)(i % Area == 7 ? 40 : i % Area % 100 + random.NextInt(2 + i % Area % 150)))];
    }
}
