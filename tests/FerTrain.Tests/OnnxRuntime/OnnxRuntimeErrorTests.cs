using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Tests.OnnxRuntimeTests;

public sealed class OnnxRuntimeErrorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithOnnxRuntime]
    public void A_missing_file_is_named() =>
        OpenError(_folder["gone.onnx"]).ShouldMatch(@"^\[ErrorCode:NoSuchFile\] .*gone\.onnx.*File doesn't exist");

    [FactWithOnnxRuntime]
    public void A_file_of_another_format_is_refused()
    {
        OpenError(_folder.Write("text.onnx", "no graph")).ShouldStartWith("[ErrorCode:InvalidProtobuf]");
        var whole = File.ReadAllBytes(SmallModel.Path);
        OpenError(_folder.Write("half.onnx", whole[..(whole.Length / 2)])).ShouldStartWith("[ErrorCode:InvalidProtobuf]");
    }

    [FactWithOnnxRuntime]
    public void An_empty_model_is_refused()
    {
        using var options = new SessionOptions();
        Should.Throw<OnnxRuntimeException>(() => new InferenceSession(Array.Empty<byte>(), options)).Message.ShouldStartWith("[ErrorCode:InvalidArgument]");
    }

    [TheoryWithOnnxRuntime]
    [InlineData("picture", "mean", "Input name: 'picture' is not in the metadata")]
    [InlineData("image", "median", "Output name: 'median' is not in the metadata")]
    public void An_unknown_name_is_named(string input, string output, string message)
    {
        using var session = SmallModel.Open();
        using var image = OrtValue.CreateTensorValueFromMemory(new byte[1], [1, 1, 1, 1]);
        RunError(session, [input], [image], output).ShouldBe($"[ErrorCode:InvalidArgument] {message}");
    }

    [FactWithOnnxRuntime]
    public void A_value_of_another_shape_or_type_is_refused()
    {
        using var session = SmallModel.Open();
        using var colour = OrtValue.CreateTensorValueFromMemory(new byte[3], [1, 3, 1, 1]);
        using var numbers = OrtValue.CreateTensorValueFromMemory(new float[1], [1, 1, 1, 1]);
        using var factor = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        RunError(session, ["image", "factor"], [colour, factor], "mean").ShouldContain("Got: 3 Expected: 1");
        RunError(session, ["image", "factor"], [numbers, factor], "mean").ShouldContain("tensor(float)");
        using var run = new RunOptions();
        Should.Throw<ArgumentException>(() => session.Run(run, ["image", "factor"], [factor], ["mean"]));
    }

    [FactWithOnnxRuntime]
    public void Hundreds_of_sessions_and_thousands_of_runs_leave_no_memory_behind()
    {
        UseMuch(); // the allocators' first growth
        Enumerable.Range(0, 3).Min(_ => UseMuch()).ShouldBeLessThan(16 << 20); // others grow only once or twice

        static long UseMuch()
        {
            var before = Environment.WorkingSet;
            for (var i = 0; i < 500; i++)
                SmallModel.Open().Dispose();
            using var session = SmallModel.Open();
            var pixels = new byte[64 * 48 * 48]; // 0.6 GB of values would show
            for (var i = 0; i < 10_000; i++)
                SmallModel.Means(session, i % 100 == 0 ? pixels : [1], i % 100 == 0 ? [64, 1, 48, 48] : [1, 1, 1, 1]);
            return Environment.WorkingSet - before;
        }
    }

    private static string OpenError(string path)
    {
        using var options = new SessionOptions();
        return Should.Throw<OnnxRuntimeException>(() => new InferenceSession(path, options)).Message;
    }

    private static string RunError(InferenceSession session, string[] names, OrtValue[] values, string output)
    {
        using var run = new RunOptions();
        return Should.Throw<OnnxRuntimeException>(() => session.Run(run, names, values, [output])).Message;
    }
}
