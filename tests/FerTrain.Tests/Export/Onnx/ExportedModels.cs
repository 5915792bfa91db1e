using System.Runtime.CompilerServices;
using System.Text.Json;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Tests.Models;
using FerTrain.Tests.Torch;
using Google.Protobuf;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export.Onnx;

/// <summary>All cases as files, what FerTrain computes on their images, and what Python says of them.</summary>
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

    /// <summary>What Python's onnx reads.</summary>
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
        RandomState.Fill(model);
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

    /// <summary>Drawn faces; in another size noise, which resizing changes most.</summary>
    private static byte[] Pixels((int Height, int Width) size)
    {
        if (size == (FaceSet.Fer2013Size, FaceSet.Fer2013Size)) return SyntheticFaces.Draw(Images, seed: 4).Pixels;
        var random = new Seeds(4).Stream("noise");
        return [.. Enumerable.Range(0, Images * size.Height * size.Width).Select(_ => (byte)random.NextInt(256))];
    }

    /// <param name="File">The export.</param>
    /// <param name="Input">What both are given, bytes or floats.</param>
    /// <param name="Shape">Of the input.</param>
    /// <param name="Logits">What FerTrain computes in evaluation mode, layer by layer as in training.</param>
    /// <param name="Probabilities">The same.</param>
    internal sealed record ExportedModel(string File, byte[] Input, long[] Shape, double[] Logits, double[] Probabilities);

    private static JsonDocument Output((int ExitCode, string Output) process)
    {
        process.ExitCode.ShouldBe(0, process.Output);
        return JsonDocument.Parse(process.Output);
    }

    internal static string Script(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);
}
