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

/// <summary>All cases as files, what FerTrain computes on their pictures, and what one process each of Node and Python say of them.</summary>
public sealed class ExportedModels : IDisposable
{
    private const int Pictures = 3;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, (double[] Logits, double[] Probabilities)> _expected = [];
    private readonly List<object> _manifest = [];
    private readonly Lazy<JsonDocument> _node, _python;

    public ExportedModels()
    {
        foreach (var one in ExportCase.All)
            Export(one);
        var manifest = _folder.Write("manifest.json", JsonSerializer.Serialize(_manifest));
        _node = new(() => Output(ExternalProgram.Start("node", Script("run_models.cjs"), manifest)));
        _python = new(() => Output(Python.Start(Script("check_models.py"), manifest)));
    }

    /// <summary>What ONNX Runtime in Node computes.</summary>
    public JsonElement RunByNode(string name) => _node.Value.RootElement.GetProperty(name);

    /// <summary>What Python's onnx reads.</summary>
    public JsonElement CheckedByPython(string name) => _python.Value.RootElement.GetProperty(name);

    /// <summary>What FerTrain computes in evaluation mode, layer by layer as in training.</summary>
    public (double[] Logits, double[] Probabilities) Expected(string name) => _expected[name];

    public void Dispose()
    {
        if (_node.IsValueCreated) _node.Value.Dispose();
        if (_python.IsValueCreated) _python.Value.Dispose();
        _folder.Dispose();
    }

    private void Export(ExportCase one)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        _ = manual_seed(5);
        using var model = ModelRegistry.Find(one.Model).Create(ModelInput.Of(one.Spec));
        RandomState.Fill(model);
        var graph = OnnxGraph.Of(model, one.Spec, one.Preprocess);
        if (one.Half) HalfPrecision.Apply(graph);
        var file = _folder.Write($"{one.Name}.onnx", OnnxExport.Model(graph).ToByteArray());

        using var input = new PixelInput(one.Spec, CPU);
        var pixels = tensor(Pixels(one.Picture), [Pictures, 1, one.Picture.Height, one.Picture.Width]);
        var scaled = input.From(pixels);
        var logits = model.call(scaled);
        _expected[one.Name] = (logits.Values(), logits.softmax(1).Values());
        var given = one.Preprocess ? pixels : scaled.contiguous();
        _manifest.Add(new
        {
            name = one.Name,
            file,
            input = one.Preprocess ? "image" : "input",
            type = one.Preprocess ? "uint8" : "float32",
            dims = given.shape,
            pictures = _folder.Write($"{one.Name}.bin", given.bytes.ToArray()),
        });
    }

    /// <summary>Drawn faces; in another size noise, which resizing changes most.</summary>
    private static byte[] Pixels((int Height, int Width) size)
    {
        if (size == (FaceSet.Fer2013Size, FaceSet.Fer2013Size)) return SyntheticFaces.Draw(Pictures, seed: 4).Pixels;
        var random = new Seeds(4).Stream("noise");
        return [.. Enumerable.Range(0, Pictures * size.Height * size.Width).Select(_ => (byte)random.NextInt(256))];
    }

    private static JsonDocument Output((int ExitCode, string Output) process)
    {
        process.ExitCode.ShouldBe(0, process.Output);
        return JsonDocument.Parse(process.Output);
    }

    internal static string Script(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);
}
