using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Augmentation;

[Collection(TestCollections.Libtorch)]
public sealed class TestTimeViewsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Without_augmentation_there_is_one_view_and_it_is_the_models_input()
    {
        var (spec, pixels) = (Spec(size: 8, crop: 5), tensor([.. Enumerable.Range(0, 64).Select(i => (byte)i)], [1, 1, 8, 8]));
        using var input = new Preprocessor(spec, CPU);

        var view = TestTimeViews.Of(TestTimeAugmentation.None, spec).ShouldHaveSingleItem();

        input.Scale(view(input.Resize(pixels))).Values().ShouldBe(input.From(pixels).Values());
    }

    [Fact]
    public void A_flip_adds_the_mirror_image()
    {
        var views = Views(TestTimeAugmentation.Flip, Spec(size: 3, crop: 0), arange(3));

        views.ShouldBe([[0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 0, 5, 4, 3, 8, 7, 6]]);
    }

    [Fact]
    public void Ten_crops_are_the_corners_and_the_centre_and_their_mirror_images()
    {
        var views = Views(TestTimeAugmentation.TenCrop, Spec(size: 4, crop: 2), arange(4));

        views.ShouldBe([
            [0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15], [5, 6, 9, 10],
            [1, 0, 5, 4], [3, 2, 7, 6], [9, 8, 13, 12], [11, 10, 15, 14], [6, 5, 10, 9]]);
    }

    /// <summary>Uses a gradient to the right, whose crops are gradients of 7/8 its slope.</summary>
    [Fact]
    public void A_model_that_sees_the_whole_face_gets_crops_of_seven_eighths_of_it_at_its_own_size()
    {
        var slope = tensor([.. Enumerable.Range(0, 256).Select(i => (float)(i % 16))], [1, 1, 16, 16]);

        var views = TestTimeViews.Of(TestTimeAugmentation.TenCrop, Spec(size: 16, crop: 0)).Select(view => view(slope)).ToArray();

        views.ShouldAllBe(view => view.shape.SequenceEqual(new long[] { 1, 1, 16, 16 }));
        double[] middle = [.. Enumerable.Range(1, 14).Select(x => (x + 0.5) * 7 / 8 - 0.5)];
        foreach (var (view, left) in views.Zip([0.0, 2, 0, 2, 1]))
            view[0, 0, 3, TensorIndex.Slice(1, 15)].Values().ShouldBe([.. middle.Select(x => left + x)], 1e-5);
        for (var i = 0; i < 5; i++)
            views[i + 5].flip(-1).Values().ShouldBe(views[i].Values());
    }

    private static Preprocessing Spec(int size, int crop) => new(size, crop, 1, PixelScaling.Unit, ["a"]);

    private static Tensor arange(int side) => tensor([.. Enumerable.Range(0, side * side).Select(i => (float)i)], [1, 1, side, side]);

    private static double[][] Views(TestTimeAugmentation tta, Preprocessing spec, Tensor grey) =>
        [.. TestTimeViews.Of(tta, spec).Select(view => view(grey).Values())];
}
