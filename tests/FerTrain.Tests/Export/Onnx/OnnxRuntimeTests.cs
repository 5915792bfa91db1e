using System.Runtime.InteropServices;
using System.Text.Json;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Tests.Export.Onnx;

[Collection(TestCollections.Libtorch)]
public sealed class OnnxRuntimeTests(ExportedModels models) : IClassFixture<ExportedModels>
{
    public static TheoryData<string> Names => [.. ExportCase.All.Select(one => one.Name)];

    [Fact]
    public void No_two_cases_are_the_same() => ExportCase.All.Select(one => one.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Names))]
    public void ONNX_Runtime_gives_the_probabilities_that_FerTrain_gives(string name)
    {
        var (one, model) = (ExportCase.All.Single(one => one.Name == name), models[name]);
        using var session = Session(model);

        var (probabilities, logits) = Answers(session, one, model.Input, model.Shape);

        probabilities.Length.ShouldBe(3 * one.Spec.ClassNames.Count);
        probabilities.ShouldBe(model.Probabilities, one.Fp16 ? 1e-2 : 1e-5);
        logits.ShouldBe(model.Logits, (one.Fp16 ? 1e-2 : 1e-5) * Math.Max(1, model.Logits.Max(Math.Abs)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_face_gets_the_same_probabilities_alone_and_among_others(string name)
    {
        var (one, model) = (ExportCase.All.Single(one => one.Name == name), models[name]);
        using var session = Session(model);
        var faces = model.Input.Chunk(model.Input.Length / (int)model.Shape[0]).ToArray();
        var together = Answers(session, one, model.Input, model.Shape).Probabilities.Chunk(one.Spec.ClassNames.Count).ToArray();

        foreach (var (face, expected) in faces.Zip(together))
            Answers(session, one, face, [1, .. model.Shape[1..]]).Probabilities.ShouldBe(expected, 1e-5);
        Answers(session, one, [.. faces.Reverse().SelectMany(face => face)], model.Shape).Probabilities.ShouldBe(together.Reverse().SelectMany(row => row), 1e-5);
    }

    [TheoryWithOnnx]
    [MemberData(nameof(Names))]
    public void The_checker_and_shape_inference_of_ONNX_accept_it(string name)
    {
        var (one, check) = (ExportCase.All.Single(one => one.Name == name), models.CheckedByPython(name));
        var classes = one.Spec.ClassNames.Count;

        Shape(check, "inputs").ShouldBe(one.Preprocess
            ? "{\"image\": [\"batch\", 1, \"height\", \"width\"]}"
            : $"{{\"input\": [\"batch\", {one.Spec.Channels}, {one.Spec.InputSize}, {one.Spec.InputSize}]}}");
        Shape(check, "outputs").ShouldBe($"{{\"probabilities\": [\"batch\", {classes}], \"logits\": [\"batch\", {classes}]}}");
    }

    private static InferenceSession Session(ExportedModels.ExportedModel model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        return new InferenceSession(model.File, options);
    }

    private static (double[] Probabilities, double[] Logits) Answers(InferenceSession session, ExportCase one, byte[] images, long[] shape)
    {
        using var run = new RunOptions();
        using var input = one.Preprocess
            ? OrtValue.CreateTensorValueFromMemory(images, shape)
            : OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(images).ToArray(), shape);
        using var results = session.Run(run, [one.Preprocess ? PreprocessingNodes.Image : ModelGraph.Input], [input], [OnnxGraph.Probabilities, "logits"]);
        return (Numbers(results[0]), Numbers(results[1]));
    }

    private static double[] Numbers(OrtValue value) => Array.ConvertAll(value.GetTensorDataAsSpan<float>().ToArray(), number => (double)number);

    private static string Shape(JsonElement element, string name) => element.GetProperty(name).GetRawText();
}

/// <summary>Marks tests against Python's onnx, which are skipped if it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithOnnxAttribute : TheoryAttribute
{
    private static readonly bool HasOnnx = Python.Start("-c", "import onnx").ExitCode == 0;

    public TheoryWithOnnxAttribute()
    {
        if (!HasOnnx) Skip = "needs Debian's python3-onnx";
    }
}
