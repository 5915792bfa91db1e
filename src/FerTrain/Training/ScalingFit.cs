using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Fits the pixel scale to the training rows.</summary>
internal static class ScalingFit
{
    private const int BatchSize = 1024;

    /// <summary>Gives the config's preprocessing with its scale fitted to these rows.</summary>
    public static Preprocessing Fit(PreprocessConfig config, IReadOnlyList<string> classNames, FaceTensors faces, ImmutableArray<int> rows)
    {
        var spec = new Preprocessing(config.Size, config.Crop, config.Channels, PixelScaling.Unit, classNames);
        using var input = new Preprocessor(spec, faces.Device);
        return spec with
        {
            Scaling = config.Scale switch
            {
                PixelScale.Unit => PixelScaling.Unit,
                PixelScale.Symmetric => PixelScaling.Symmetric,
                PixelScale.PerPixelMinmax => MinMax(Greys(input, faces, rows)),
                PixelScale.Standardize => Standardize(Greys(input, faces, rows)),
                var other => throw new ArgumentOutOfRangeException(nameof(config), other, null),
            },
        };
    }

    private static IEnumerable<float[][]> Greys(Preprocessor input, FaceTensors faces, ImmutableArray<int> rows)
    {
        for (var start = 0; start < rows.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var batch = faces.Rows(rows.AsSpan(start, Math.Min(BatchSize, rows.Length - start)));
            var grey = input.CentreCrop(input.Resize(faces.Images.index_select(0, batch))).flatten(1);
            var values = grey.cpu().data<float>().ToArray();
            yield return [.. values.Chunk((int)grey.shape[1])];
        }
    }

    private static PixelScaling MinMax(IEnumerable<float[][]> batches)
    {
        float[]? least = null, greatest = null;
        foreach (var image in batches.SelectMany(batch => batch))
        {
            least ??= [.. image];
            greatest ??= [.. image];
            for (var place = 0; place < image.Length; place++)
            {
                least[place] = Math.Min(least[place], image[place]);
                greatest[place] = Math.Max(greatest[place], image[place]);
            }
        }

        // A place that never changes tells nothing; scikit-learn's scaler divides it by 1 too.
        return new(PixelScale.PerPixelMinmax, least!, [.. least!.Zip(greatest!, (low, high) => high > low ? high - low : 1)]);
    }

    private static PixelScaling Standardize(IEnumerable<float[][]> batches)
    {
        double count = 0, sum = 0, squares = 0;
        foreach (var image in batches.SelectMany(batch => batch))
        {
            foreach (var grey in image)
            {
                sum += grey;
                squares += (double)grey * grey;
            }

            count += image.Length;
        }

        var mean = sum / count;
        var deviation = Math.Sqrt(Math.Max(squares / count - mean * mean, 0));
        return new(PixelScale.Standardize, [(float)mean], [deviation > 0 ? (float)deviation : 1]);
    }
}
