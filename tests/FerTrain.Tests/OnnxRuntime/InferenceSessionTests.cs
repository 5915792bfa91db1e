using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FerTrain.Tests.OnnxRuntimeTests;

public sealed class InferenceSessionTests
{
    [FactWithOnnxRuntime]
    public void Inputs_and_outputs_have_the_types_and_shapes_of_the_file()
    {
        using var session = SmallModel.Open();

        session.InputMetadata.Keys.ShouldBe(["image", "factor"]);
        session.InputMetadata["image"].IsTensor.ShouldBeTrue();
        session.InputMetadata["image"].ElementDataType.ShouldBe(TensorElementType.UInt8);
        session.InputMetadata["image"].Dimensions.ShouldBe([-1, 1, -1, -1]);
        session.OutputMetadata["mean"].ElementDataType.ShouldBe(TensorElementType.Float);
        session.OutputMetadata["mean"].Dimensions.ShouldBe([-1]);
    }

    [FactWithOnnxRuntime]
    public void Metadata_is_that_of_the_file_umlauts_and_empty_values_too()
    {
        using var session = SmallModel.Open();

        session.ModelMetadata.ProducerName.ShouldBe("make_models.py");
        session.ModelMetadata.CustomMetadataMap.ShouldBe(
            new Dictionary<string, string> { ["classes"] = "fröhlich,traurig", ["empty"] = "" }, ignoreOrder: true);
    }

    [FactWithOnnxRuntime]
    public void Means_are_those_of_a_loop_for_any_number_and_size_of_pictures()
    {
        using var session = SmallModel.Open();
        var sides = Gen.Choose(1, 9);
        var pictures = from count in sides
                       from height in sides
                       from width in sides
                       from pixels in Gen.Choose(0, 255).Select(pixel => (byte)pixel).ArrayOf(count * height * width)
                       select (Shape: new long[] { count, 1, height, width }, Pixels: pixels);

        Prop.ForAll(pictures.ToArbitrary(), set =>
        {
            var expected = set.Pixels.Chunk(set.Pixels.Length / (int)set.Shape[0]).Select(picture => picture.Average(pixel => 0.5 * pixel));
            var means = SmallModel.Means(session, set.Pixels, set.Shape, factor: 0.5f);
            return means.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3) && means.Length == set.Shape[0];
        }).QuickCheckThrowOnFailure();
    }

    [FactWithOnnxRuntime]
    public void A_model_in_memory_is_the_model_in_the_file()
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(File.ReadAllBytes(SmallModel.Path), options);

        SmallModel.Means(session, [1, 2, 3, 6], [1, 1, 2, 2]).ShouldBe([3f]);
        (options.IntraOpNumThreads, options.GraphOptimizationLevel).ShouldBe((1, GraphOptimizationLevel.ORT_DISABLE_ALL));
    }

    [FactWithOnnxRuntime]
    public void Outputs_come_in_the_order_they_were_asked_for()
    {
        using var session = SmallModel.Open();
        using var run = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(new byte[] { 10, 20 }, [1, 1, 1, 2]);
        using var factor = OrtValue.CreateTensorValueFromMemory(new[] { 1f }, [1]);

        using var results = session.Run(run, ["factor", "image"], [factor, image], ["twice", "mean"]);

        results.Count.ShouldBe(2);
        results[0].GetTensorDataAsSpan<float>().ToArray().ShouldBe([20f, 40f]);
        results[0].GetTensorTypeAndShape().Shape.ShouldBe([1, 1, 1, 2]);
        results[1].GetTensorDataAsSpan<float>().ToArray().ShouldBe([15f]);
    }

    [FactWithOnnxRuntime]
    public void One_session_runs_on_several_threads_at_once()
    {
        using var session = SmallModel.Open();
        Parallel.For(0, 200, i => SmallModel.Means(session, [(byte)i, (byte)i], [2, 1, 1, 1]).ShouldBe([(byte)i, (byte)i]));
    }
}
