using System.Text.Json;
using FerTrain.Core;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Tests.Models;
using FerTrain.Tests.Training;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export.Onnx;

public sealed class QuantizationTests
{
    private const int Side = 48;

    public static TheoryData<string> Names => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    static QuantizationTests() => OneThread.Use();

    [Theory, MemberData(nameof(Names))]
    public void Kernels_read_and_give_bytes_and_logits_stay_float(string name)
    {
        var graph = Graph(name);
        var kernels = graph.Node.Count(node => node.OpType is "Conv" or "Gemm");
        var ranges = QuantizedActivations.Of(graph).ToDictionary(activation => activation, _ => new ValueRange(-1, 1));

        var quantized = Quantization.Apply(graph, ranges);

        var writers = quantized.Node.ToDictionary(node => node.Output[0], node => node.OpType);
        var nodes = quantized.Node.Where(node => node.OpType is "Conv" or "Gemm").ToArray();
        nodes.Length.ShouldBe(kernels);
        foreach (var node in nodes)
            node.Input.ShouldAllBe(input => writers[input] == "DequantizeLinear");
        foreach (var conv in nodes.Where(node => node.OpType == "Conv"))
            Readers(quantized, Readers(quantized, conv).Single() is { OpType: "Relu" } relu ? relu : conv).Single().OpType.ShouldBe("QuantizeLinear");
        writers["logits"].ShouldNotBe("DequantizeLinear");
        quantized.Initializer.ShouldAllBe(tensor => tensor.DataType != TensorProto.Types.DataType.Float || tensor.RawData.Length <= 4 * 4096);
    }

    [TheoryWithOnnx, InlineData("mini_xception"), InlineData("mlp")]
    public void The_checker_and_shape_inference_of_ONNX_accept_it(string name)
    {
        using var folder = new TempFolder();
        var graph = Graph(name);
        var quantized = Quantization.Apply(graph, QuantizedActivations.Of(graph).ToDictionary(activation => activation, _ => new ValueRange(-1, 1)));
        var file = folder.Write("model.onnx", OnnxExport.Model(quantized).ToByteArray());
        var manifest = folder.Write("manifest.json", JsonSerializer.Serialize(new[] { new { name, file } }));

        var check = Python.Start(ExportedModels.Script("check_models.py"), manifest);

        check.ExitCode.ShouldBe(0, check.Output);
        check.Output.ShouldContain("DequantizeLinear");
    }

    [Theory, MemberData(nameof(Names))]
    public void Probabilities_stay_near_those_of_the_floats(string name)
    {
        var graph = Graph(name);
        var faces = new CalibrationFaces(RandomPixels(8), Side);
        var quantized = Quantization.Apply(graph, Calibration.Ranges(graph, faces));

        var pixels = RandomPixels(4);
        var (expected, actual) = (Probabilities(graph, pixels), Probabilities(quantized, pixels));
        expected.Zip(actual).Average(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThan(0.02f);
        OnnxExport.Model(quantized).CalculateSize().ShouldBeLessThan(OnnxExport.Model(graph).CalculateSize());
    }

    [Fact]
    public void Ranges_are_the_least_and_greatest_values_of_all_faces_and_zero()
    {
        var graph = Graph("mini_xception");
        var faces = new CalibrationFaces([.. Enumerable.Repeat((byte)51, Side * Side * 20), .. Enumerable.Repeat((byte)204, Side * Side)], Side);

        Calibration.Ranges(graph, faces)[ModelGraph.Input].ShouldBe(new ValueRange(0, 0.8f));
    }

    [Fact]
    public void What_a_pool_gives_has_the_scale_of_what_it_reads()
    {
        var graph = Graph("mini_xception");
        var ranges = Calibration.Ranges(graph, new CalibrationFaces(RandomPixels(4), Side));
        _ = Quantization.Apply(graph, ranges);

        foreach (var pool in graph.Node.Where(node => node.OpType == "MaxPool"))
            ranges[pool.Output[0]].ShouldBe(ranges[pool.Input[0]]);
    }

    private static GraphProto Graph(string name)
    {
        manual_seed(5);
        var entry = ModelRegistry.Network(name);
        var spec = new Preprocessing(Side, 0, entry.Channels, PixelScaling.Unit, ClassNames.Fer2013);
        using var model = entry.Create(ModelInput.Of(spec));
        RandomState.Fill(model);
        return OnnxGraph.Of(model, spec, preprocess: true);
    }

    private static NodeProto[] Readers(GraphProto graph, NodeProto node) => [.. graph.Node.Where(reader => reader.Input.Contains(node.Output[0]))];

    private static byte[] RandomPixels(int faces)
    {
        var random = new Seeds(faces).Stream("pixels");
        var pixels = new byte[faces * Side * Side];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.NextInt(256);
        return pixels;
    }

    private static float[] Probabilities(GraphProto graph, byte[] pixels)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(OnnxExport.Model(graph).ToByteArray(), options);
        using var run = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(pixels, [pixels.Length / (Side * Side), 1, Side, Side]);
        using var results = session.Run(run, [PreprocessingNodes.Image], [image], [OnnxGraph.Probabilities]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
