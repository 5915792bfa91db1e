using System.Text.Json;

namespace FerTrain.Tests.Export.Onnx;

public sealed class OnnxFileTests(ExportedModels models) : IClassFixture<ExportedModels>
{
    public static TheoryData<string> Names => [.. ExportCase.All.Select(one => one.Name)];

    [Fact]
    public void No_two_cases_are_the_same() => ExportCase.All.Select(one => one.Name).ShouldBeUnique();

    [TheoryWithNode]
    [MemberData(nameof(Names))]
    public void ONNX_Runtime_gives_the_probabilities_that_FerTrain_gives(string name)
    {
        var one = ExportCase.All.Single(one => one.Name == name);
        var expected = models.Expected(name);

        var actual = models.RunByNode(name);

        Numbers(actual, "shape").ShouldBe([3, one.Spec.ClassNames.Count]);
        Numbers(actual, "probabilities").ShouldBe(expected.Probabilities, one.Half ? 1e-2 : 1e-5);
        Numbers(actual, "logits").ShouldBe(expected.Logits, (one.Half ? 1e-2 : 1e-5) * Math.Max(1, expected.Logits.Max(Math.Abs)));
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

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static string Shape(JsonElement element, string name) => element.GetProperty(name).GetRawText();
}
