using System.Globalization;
using System.Text.Json;
using FerTrain.Tests;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace FerTrain.E2E;

/// <summary>The programs of docs/guide/export.md, run as they stand: each predicts what FerTrain predicts.</summary>
[Collection(DocumentTests.Desk.Collection)]
public sealed class SnippetTests(DocumentTests.Desk desk)
{
    private const string Page = "export.md";

    [FactWithTool("python3", "-c", "import onnxruntime, PIL", "needs Python with onnxruntime and pillow")]
    public void Python()
    {
        Write("face.py", DocumentCommands.Snippet(Page, "python"));
        ShouldPredict(ExternalProgram.Start("python3", "face.py"));
    }

    [FactWithTool("node", "-e", "require('onnxruntime-node')", "needs node with onnxruntime-node on NODE_PATH")]
    public void JavaScript()
    {
        WritePixels();
        Write("face.js", DocumentCommands.Snippet(Page, "javascript"));
        ShouldPredict(ExternalProgram.Start("node", "face.js"));
    }

    [Fact]
    public void CSharp()
    {
        WritePixels();
        var version = typeof(InferenceSession).Assembly.GetName().Version!.ToString(3);
        Write("face.cs", $"#:package Microsoft.ML.OnnxRuntime@{version}\n#:property PublishAot=false\n{DocumentCommands.Snippet(Page, "csharp")}");
        ShouldPredict(ExternalProgram.Start("dotnet", "run", "face.cs"));
    }

    private void ShouldPredict((int Exit, string Output) run)
    {
        run.Exit.ShouldBe(0, run.Output);
        var (_, predicted) = desk.Answer("predict", "face.png", "--faces", "whole", "--checkpoint", "face.onnx", "--json");
        using var json = JsonDocument.Parse(predicted);
        var face = json.RootElement.GetProperty("images")[0].GetProperty("faces")[0];
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Combine(desk.Folder, "face_rgb.onnx.json")));
        var temperature = description.RootElement.GetProperty("temperature").GetDouble();
        var powers = face.GetProperty("probabilities").EnumerateObject().Select(entry => Math.Pow(entry.Value.GetDouble(), 1 / temperature)).ToArray();

        var words = run.Output.Trim().Split(' ');
        words[0].ShouldBe(face.GetProperty("label").GetString());
        double.Parse(words[1], CultureInfo.InvariantCulture).ShouldBe(powers.Max() / powers.Sum(), 1e-3);
    }

    private void WritePixels()
    {
        using var image = Cv2.ImRead(Path.Combine(desk.Folder, "face.png"), ImreadModes.Color);
        using var rgb = new Mat();
        Cv2.CvtColor(image, rgb, ColorConversionCodes.BGR2RGB);
        rgb.GetArray(out Vec3b[] pixels);
        File.WriteAllBytes(Path.Combine(desk.Folder, "face.bin"), [.. pixels.SelectMany(pixel => (byte[])[pixel.Item0, pixel.Item1, pixel.Item2])]);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(desk.Folder, name), text);

    /// <summary>A test beside another program, shown as skipped where a trial call of it fails.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithToolAttribute : FactAttribute
    {
        public FactWithToolAttribute(string program, string option, string trial, string reason)
        {
            if (ExternalProgram.Start(program, option, trial).ExitCode != 0) Skip = reason;
        }
    }
}
