using System.Text.Json;
using FerTrain.Core;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Tests.Models;
using FerTrain.Tests.Training;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export.Onnx;

[Collection(TestCollections.Libtorch)]
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
        var quantized = Quantization.Apply(graph, RangeCalibration.Ranges(graph, faces));

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

        RangeCalibration.Ranges(graph, faces)[ModelGraph.Input].ShouldBe(new ValueRange(0, 0.8f));
    }

    [Fact]
    public void What_a_pool_gives_has_the_scale_of_what_it_reads()
    {
        var graph = Graph("mini_xception");
        var ranges = RangeCalibration.Ranges(graph, new CalibrationFaces(RandomPixels(4), Side));
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
        RandomParameters.Fill(model);
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

public sealed class QuantizedKernelTests
{
    private const int Channels = 3, Size = 4;

    private static readonly Arbitrary<(float[] Weights, float[] Bias, float InputScale)> Kernels = (
        from exponent in Gen.Choose(-8, 4)
        from weights in Number(exponent).ArrayOf(Channels * Size)
        from bias in Number(0).ArrayOf(Channels)
        from inputScale in Gen.Choose(1, 1000)
        select (weights, bias, inputScale / 5000f)).ToArbitrary();

    [Fact]
    public void Weights_lie_within_seven_bits_and_half_a_step_of_what_they_stand_for() =>
        Prop.ForAll(Kernels, one =>
        {
            var kernel = new QuantizedKernel(one.Weights, one.Bias, Channels, one.InputScale);
            for (var i = 0; i < one.Weights.Length; i++)
            {
                var scale = kernel.Scales[i / Size];
                Math.Abs((int)kernel.Weights[i]).ShouldBeLessThanOrEqualTo(64);
                Math.Abs(kernel.Weights[i] * scale - one.Weights[i]).ShouldBeLessThanOrEqualTo(scale * 0.5001f);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_largest_weight_of_a_channel_takes_the_whole_range()
    {
        var kernel = new QuantizedKernel([0.5f, -1, 0.25f, 100, 0, 50], [], channels: 2, inputScale: 1);

        kernel.Weights.ShouldBe(new sbyte[] { 32, -64, 16, 64, 0, 32 });
        kernel.Scales.ShouldBe([1 / 64f, 100 / 64f]);
        kernel.Bias.ShouldBeEmpty();
    }

    [Fact]
    public void A_bias_has_the_scale_of_the_products_and_half_a_step_of_error() =>
        Prop.ForAll(Kernels, one =>
        {
            var kernel = new QuantizedKernel(one.Weights, one.Bias, Channels, one.InputScale);
            for (var channel = 0; channel < Channels; channel++)
            {
                kernel.BiasScales[channel].ShouldBe(kernel.Scales[channel] * one.InputScale);
                var error = Math.Abs((double)kernel.Bias[channel] * kernel.BiasScales[channel] - one.Bias[channel]);
                error.ShouldBeLessThanOrEqualTo(kernel.BiasScales[channel] * 0.5001 + 1e-6 * Math.Abs(one.Bias[channel]));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_bias_of_a_dead_channel_fits()
    {
        var kernel = new QuantizedKernel([0, 0, 1e-20f, 0], [3, -1e6f], channels: 2, inputScale: 1e-3f);

        kernel.Weights.ShouldAllBe(weight => weight == 0);
        for (var channel = 0; channel < 2; channel++)
            ((double)kernel.Bias[channel] * kernel.BiasScales[channel]).ShouldBe(channel == 0 ? 3 : -1e6, 1);
    }

    private static Gen<float> Number(int exponent) => Gen.Choose(-1000, 1000).Select(number => number / 1000f * MathF.Pow(2, exponent));
}

[Collection(TestCollections.Libtorch)]
public sealed class ValueRangeTests
{
    [Fact]
    public void Every_value_that_was_seen_is_within_half_a_step_of_its_byte_and_zero_is_exact() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<int>>(), numbers =>
        {
            float[] values = [.. numbers.Get.Select(number => number / 7f)];
            var range = default(ValueRange).Including(values);
            foreach (var value in values)
                Math.Abs(Rounded(range, value) - value).ShouldBeLessThanOrEqualTo(range.Scale * 1.001f / 2);
            Rounded(range, 0).ShouldBe(0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_relu_gives_begins_at_byte_zero()
    {
        var range = default(ValueRange).Including([0.5f, 51]);
        (range.Low, range.High, range.Scale, range.ZeroPoint).ShouldBe((0, 51, 0.2f, (byte)0));
    }

    [Fact]
    public void Nothing_but_zeros_is_a_range_too() => default(ValueRange).Including([0, 0]).Scale.ShouldBe(1);

    private static float Rounded(ValueRange range, float value) =>
        (Math.Clamp(MathF.Round(value / range.Scale) + range.ZeroPoint, 0, 255) - range.ZeroPoint) * range.Scale;
}
