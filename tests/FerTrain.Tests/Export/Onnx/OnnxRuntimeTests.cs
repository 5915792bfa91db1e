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
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model.File, options);
        using var run = new RunOptions();
        using var input = one.Preprocess
            ? OrtValue.CreateTensorValueFromMemory(model.Input, model.Shape)
            : OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(model.Input).ToArray(), model.Shape);

        using var results = session.Run(run, [one.Preprocess ? PreprocessingNodes.Image : ModelGraph.Input], [input], [OnnxGraph.Probabilities, "logits"]);

        results[0].GetTensorTypeAndShape().Shape.ShouldBe([3, one.Spec.ClassNames.Count]);
        Numbers(results[0]).ShouldBe(model.Probabilities, one.Fp16 ? 1e-2 : 1e-5);
        Numbers(results[1]).ShouldBe(model.Logits, (one.Fp16 ? 1e-2 : 1e-5) * Math.Max(1, model.Logits.Max(Math.Abs)));
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
