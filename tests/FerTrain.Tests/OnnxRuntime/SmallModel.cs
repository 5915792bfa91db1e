using Microsoft.ML.OnnxRuntime;

namespace FerTrain.Tests.OnnxRuntimeTests;

/// <summary>Goldens/small.onnx: image → the mean of each picture times a factor, and its pixels times two.</summary>
internal static class SmallModel
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "OnnxRuntime", "Goldens", "small.onnx");

    public static InferenceSession Open()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        return new InferenceSession(Path, options);
    }

    public static float[] Means(InferenceSession session, byte[] pixels, long[] shape, float factor = 1)
    {
        using var run = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using var scale = OrtValue.CreateTensorValueFromMemory(new[] { factor }, [1]);
        using var results = session.Run(run, ["image", "factor"], [image, scale], ["mean"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
