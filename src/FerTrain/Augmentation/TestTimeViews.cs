using FerTrain.Core;
using FerTrain.Core.Config;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>
/// Makes the views of a face whose probabilities test-time augmentation averages (ten crops: Krizhevsky et al., 2012). If
/// the model's input is the whole face, each of the ten crops takes 7/8 of the side and is resized (bilinear) to the input size.
/// </summary>
internal static class TestTimeViews
{
    /// <summary>Returns functions from resized grey images N×1×H×W to views N×1×S×S for <see cref="Preprocessor.Scale"/>.</summary>
    public static IReadOnlyList<Func<Tensor, Tensor>> Of(TestTimeAugmentation tta, Preprocessing spec) => tta switch
    {
        TestTimeAugmentation.None => [Centre(spec)],
        TestTimeAugmentation.Flip => WithMirrors([Centre(spec)]),
        TestTimeAugmentation.TenCrop => WithMirrors([.. FiveCrops(spec).Select(crop => (Func<Tensor, Tensor>)(grey => Preprocessor.Resized(crop(grey), spec.InputSize)))]),
        _ => throw new ArgumentOutOfRangeException(nameof(tta), tta, "No such test-time augmentation."),
    };

    /// <summary>
    /// Returns functions from raw pixels N×1×H×W to the pixels of a view, for a model that resizes and scales them itself. Ten
    /// crops equal those of <see cref="Of"/> if the faces have the model's size and its input is the whole face.
    /// </summary>
    public static IReadOnlyList<Func<Tensor, Tensor>> OfRawPixels(TestTimeAugmentation tta, Preprocessing spec) => tta switch
    {
        TestTimeAugmentation.None => [pixels => pixels],
        TestTimeAugmentation.Flip => WithMirrors([pixels => pixels]),
        TestTimeAugmentation.TenCrop => WithMirrors(FiveCrops(spec)),
        _ => throw new ArgumentOutOfRangeException(nameof(tta), tta, "No such test-time augmentation."),
    };

    private static Func<Tensor, Tensor> Centre(Preprocessing spec) => grey => Preprocessor.CentreCrop(grey, spec);

    private static IReadOnlyList<Func<Tensor, Tensor>> FiveCrops(Preprocessing spec)
    {
        var side = spec.InputSize < spec.Size ? spec.InputSize : spec.Size * 7 / 8;
        var (middle, end) = ((spec.Size - side) / 2, spec.Size - side);
        (int Top, int Left)[] corners = [(0, 0), (0, end), (end, 0), (end, end), (middle, middle)];
        return [.. corners.Select(corner => (Func<Tensor, Tensor>)(grey => Preprocessor.Crop(grey, corner.Top, corner.Left, side)))];
    }

    private static Func<Tensor, Tensor>[] WithMirrors(IReadOnlyList<Func<Tensor, Tensor>> views) =>
        [.. views, .. views.Select(view => (Func<Tensor, Tensor>)(grey => view(grey).flip(-1)))];
}
