using FerTrain.Core;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace FerTrain.Tests.Export.Onnx;

/// <summary>A graph that takes colours against OpenCV's conversion and the graph that takes grey values.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ColourTests
{
    private const int Height = 61, Width = 57;

    private static readonly NetworkEntry Model = ModelRegistry.Network("tiny_xception");

    [Fact]
    public void Colours_become_the_very_grey_values_that_OpenCV_gives()
    {
        var builder = new GraphBuilder();
        builder.Graph.Input.Add(PreprocessingNodes.Pixels(PixelLayout.Rgb));
        PreprocessingNodes.Add(builder, Spec(Width) with { Scaling = new(Core.Config.PixelScale.Unit, [0], [1]) }, PixelLayout.Rgb, "input");
        builder.Graph.Output.Add(GraphBuilder.Value("input", 1, Width, Width));
        var rgb = Colours(Width, Width);

        var grey = Run(builder.Graph, PreprocessingNodes.Rgb, rgb, [1, Width, Width, 3], "input");

        grey.ShouldBe(Grey(rgb, Width, Width).Select(value => (float)value));
    }

    [Fact]
    public void Probabilities_are_those_of_the_grey_image()
    {
        using var network = Model.Create(Model.Published());
        var rgb = Colours(Height, Width);

        var ofColours = Run(OnnxGraph.Of(network, Spec(48), preprocess: true, PixelLayout.Rgb), PreprocessingNodes.Rgb, rgb, [1, Height, Width, 3], OnnxGraph.Probabilities);
        var ofGrey = Run(OnnxGraph.Of(network, Spec(48), preprocess: true), PreprocessingNodes.Image, Grey(rgb, Height, Width), [1, 1, Height, Width], OnnxGraph.Probabilities);

        ofColours.ShouldBe(ofGrey);
    }

    [Fact]
    public void A_temperature_divides_the_logits_before_the_softmax_alone()
    {
        using var network = Model.Create(Model.Published());
        var (rgb, shape) = (Colours(48, 48), new long[] { 1, 48, 48, 3 });
        var graph = OnnxGraph.Of(network, Spec(48), preprocess: true, PixelLayout.Rgb, temperature: 2.5);

        var logits = Run(graph, PreprocessingNodes.Rgb, rgb, shape, OnnxGraph.Logits);
        logits.ShouldBe(Run(OnnxGraph.Of(network, Spec(48), preprocess: true, PixelLayout.Rgb), PreprocessingNodes.Rgb, rgb, shape, OnnxGraph.Logits));
        var powers = logits.Select(logit => Math.Exp(logit / 2.5)).ToArray();
        Run(graph, PreprocessingNodes.Rgb, rgb, shape, OnnxGraph.Probabilities).Select(p => (double)p).ShouldBe(powers.Select(power => power / powers.Sum()), 1e-6);
    }

    private static Preprocessing Spec(int size) => new(size, 0, 1, PixelScaling.Symmetric, ClassNames.Fer2013);

    private static byte[] Colours(int height, int width)
    {
        var rgb = new byte[height * width * 3];
        var random = new Seeds(0).Stream("colours");
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)random.NextInt(256);
        return rgb;
    }

    private static byte[] Grey(byte[] rgb, int height, int width)
    {
        using var image = Mat.FromPixelData(height, width, MatType.CV_8UC3, rgb);
        using var bgr = new Mat();
        Cv2.CvtColor(image, bgr, ColorConversionCodes.RGB2BGR);
        using var grey = GrayscaleImage.Of(bgr);
        grey.GetArray(out byte[] values);
        return values;
    }

    private static float[] Run(GraphProto graph, string input, byte[] pixels, long[] shape, string output)
    {
        using var session = new InferenceSession(OnnxExport.Model(graph).ToByteArray());
        using var run = new RunOptions();
        using var value = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using var results = session.Run(run, [input], [value], [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
