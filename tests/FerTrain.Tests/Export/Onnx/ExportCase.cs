using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Models;

namespace FerTrain.Tests.Export.Onnx;

/// <summary>A model to export, and the images to try it on.</summary>
internal sealed record ExportCase(string Model, Preprocessing Spec)
{
    private const int Other = 64; // than the published size, and that of the images

    private static readonly RandomStream Random = new Seeds(3).Stream("places");

    private static readonly PixelScaling Places = new(
        PixelScale.PerPixelMinmax,
        [.. Enumerable.Range(0, 48 * 48).Select(_ => (float)Random.Uniform(0, 40))],
        [.. Enumerable.Range(0, 48 * 48).Select(_ => (float)Random.Uniform(100, 200))]);

    /// <summary>Every model in two sizes, every scaling, and whatever else the graph of the preprocessing depends on.</summary>
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        .. ModelRegistry.Networks.Select(entry => new ExportCase(entry.Name, Input(entry.Channels, entry.PublishedSize))),
        .. ModelRegistry.Networks.Select(entry => new ExportCase(entry.Name, Input(entry.Channels, entry.PublishedSize + 16, classes: 5))),
        new("mini_xception", Input(1, classes: 6)) { Image = (61, 37) },
        new("mini_xception", Input(1) with { Scaling = PixelScaling.Symmetric }) { Image = (20, 90) },
        new("mini_xception", Input(1) with { Scaling = Places }),
        new("mini_xception", Input(1) with { Scaling = new(PixelScale.Standardize, [129.5f], [64.1f]) }),
        new("mini_xception", Input(1, Other) with { Crop = 47 }),
        new("custom_cnn", Input(3, Other) with { Crop = 48, Scaling = Places }) { Image = (100, 33) },
        new("simple_cnn", Input(1, 50)), // whose maps become odd
        new("big_xception", Input(1, 53)),
        new("simpler_cnn", Input(1, 37)),
        new("mini_xception", Input(1) with { Scaling = PixelScaling.Symmetric }) { Preprocess = false },
        new("custom_cnn", Input(3)) { Preprocess = false },
        new("mini_xception", Input(1)) { Fp16 = true },
        new("little_vgg", Input(1)) { Fp16 = true },
    ];

    public (int Height, int Width) Image { get; init; } = (48, 48);

    public bool Preprocess { get; init; } = true;

    public bool Fp16 { get; init; }

    public string Name => string.Join(
        "_",
        Model, Spec.Size, Spec.ClassNames.Count, EnumName.Of(Spec.Scaling.Name), $"{Image.Height}x{Image.Width}",
        $"crop{Spec.Crop}", Preprocess ? "pixels" : "input", Fp16 ? "fp16" : "float");

    public override string ToString() => Name;

    private static Preprocessing Input(int channels, int size = 48, int classes = 7) =>
        new(size, 0, channels, PixelScaling.Unit, [.. ClassNames.Fer2013.Take(classes)]);
}
