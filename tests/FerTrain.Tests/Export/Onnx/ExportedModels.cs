using System.Runtime.CompilerServices;
using System.Text.Json;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Tests.Models;
using FerTrain.Tests.Torch;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export.Onnx;

/// <summary>Exports all cases, with what FerTrain computes for their images and what Python's onnx reports.</summary>
public sealed class ExportedModels : IDisposable
{
    private const int Images = 3;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, ExportedModel> _models = [];
    private readonly Lazy<JsonDocument> _python;

    public ExportedModels()
    {
        foreach (var one in ExportCase.All)
            _models[one.Name] = Export(one);
        var manifest = _folder.Write("manifest.json", JsonSerializer.Serialize(_models.Select(model => new { name = model.Key, file = model.Value.File })));
        _python = new(() => Output(Python.Start(Script("check_models.py"), manifest)));
    }

    /// <summary>Holds what Python's onnx reads from the file.</summary>
    public JsonElement CheckedByPython(string name) => _python.Value.RootElement.GetProperty(name);

    internal ExportedModel this[string name] => _models[name];

    public void Dispose()
    {
        if (_python.IsValueCreated) _python.Value.Dispose();
        _folder.Dispose();
    }

    private ExportedModel Export(ExportCase one)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _ = manual_seed(5);
        using var model = ModelRegistry.Network(one.Model).Create(ModelInput.Of(one.Spec));
        RandomParameters.Fill(model);
        var graph = OnnxGraph.Of(model, one.Spec, one.Preprocess);
        if (one.Fp16) HalfPrecision.Apply(graph);
        var file = _folder.Write($"{one.Name}.onnx", OnnxExport.Model(graph).ToByteArray());

        using var input = new Preprocessor(one.Spec, CPU);
        var pixels = tensor(Pixels(one.Image), [Images, 1, one.Image.Height, one.Image.Width]);
        var scaled = input.From(pixels);
        var logits = model.call(scaled);
        var given = one.Preprocess ? pixels : scaled.contiguous();
        return new ExportedModel(file, given.bytes.ToArray(), given.shape, logits.Values(), logits.softmax(1).Values());
    }

    /// <summary>Generates faces; in another size noise, which resizing changes most.</summary>
    private static byte[] Pixels((int Height, int Width) size)
    {
        if (size == (FaceSet.Fer2013Size, FaceSet.Fer2013Size)) return SyntheticFaces.Generate(Images, seed: 4).Pixels;
        var random = new Seeds(4).Stream("noise");
        return [.. Enumerable.Range(0, Images * size.Height * size.Width).Select(_ => (byte)random.NextInt(256))];
    }

    /// <param name="File">The export.</param>
    /// <param name="Input">The input of both, bytes or floats.</param>
    /// <param name="Shape">The shape of the input.</param>
    /// <param name="Logits">The logits that FerTrain computes in evaluation mode, layer by layer as in training.</param>
    /// <param name="Probabilities">The probabilities that FerTrain computes.</param>
    internal sealed record ExportedModel(string File, byte[] Input, long[] Shape, double[] Logits, double[] Probabilities);

    private static JsonDocument Output((int ExitCode, string Output) process)
    {
        process.ExitCode.ShouldBe(0, process.Output);
        return JsonDocument.Parse(process.Output);
    }

    internal static string Script(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);
}

/// <summary>Describes a model to export and the images to run it on.</summary>
internal sealed record ExportCase(string Model, Preprocessing Spec)
{
    private const int Other = 64; // than the published size, and that of the images

    private static readonly RandomStream Random = new Seeds(3).Stream("places");

    private static readonly PixelScaling Places = new(
        PixelScale.PerPixelMinmax,
        [.. Enumerable.Range(0, 48 * 48).Select(_ => (float)Random.Uniform(0, 40))],
        [.. Enumerable.Range(0, 48 * 48).Select(_ => (float)Random.Uniform(100, 200))]);

    /// <summary>Lists every network, all but the largest in two sizes, every scaling, and everything else that the preprocessing graph depends on.</summary>
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        .. ModelRegistry.Networks.Select(entry => new ExportCase(entry.Name, Input(entry.Channels, entry.PublishedSize))),
        .. ModelRegistry.Networks.Where(entry => entry.Total < 10_000_000).Select(entry => new ExportCase(entry.Name, Input(entry.Channels, entry.PublishedSize + 16, classes: 5))),
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
