using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>
/// Rotation, shift, zoom and mirroring as Keras's ImageDataGenerator composes them, the border repeated outwards:
/// one affine map a picture, one sampling grid a batch.
/// </summary>
public sealed class AffineAugmentation(AugmentConfig config)
{
    private const int MapSize = 6;

    /// <summary>Whether pictures come out as they went in.</summary>
    public bool IsIdentity => config is { Rotation: 0, Shift: 0, Zoom: 0, HorizontalFlip: false };

    /// <summary>Random maps count×2×3 from output to input positions, in [-1, 1] over the picture.</summary>
    public float[] DrawMaps(int count, RandomStream random)
    {
        var maps = new float[count * MapSize];
        for (var i = 0; i < count; i++)
            DrawMap(random, maps.AsSpan(i * MapSize, MapSize));
        return maps;
    }

    /// <summary>Pictures N×C×H×W resampled (bilinear) through the maps N×2×3.</summary>
    public static Tensor Apply(Tensor pictures, Tensor maps)
    {
        using var grid = functional.affine_grid(maps, pictures.shape, align_corners: false);
        return functional.grid_sample(pictures, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
    }

    // Keras maps an output position p to R(Zp + t) in (row, column) order, and mirrors afterwards.
    private void DrawMap(RandomStream random, Span<float> map)
    {
        var angle = random.Uniform(-config.Rotation, config.Rotation) * Math.PI / 180;
        var (sin, cos) = Math.SinCos(angle);
        var down = 2 * random.Uniform(-config.Shift, config.Shift); // half the side is 1
        var right = 2 * random.Uniform(-config.Shift, config.Shift);
        var zoomRows = random.Uniform(1 - config.Zoom, 1 + config.Zoom);
        var zoomColumns = random.Uniform(1 - config.Zoom, 1 + config.Zoom);
        var mirror = config.HorizontalFlip && random.NextDouble() < 0.5 ? -1 : 1;

        map[0] = (float)(cos * zoomColumns * mirror);
        map[1] = (float)(sin * zoomRows);
        map[2] = (float)(sin * down + cos * right);
        map[3] = (float)(-sin * zoomColumns * mirror);
        map[4] = (float)(cos * zoomRows);
        map[5] = (float)(cos * down - sin * right);
    }
}
