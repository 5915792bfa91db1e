using FerTrain.Core;
using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Augmentation;

/// <summary>Converts raw grey pixels to a model's input, in steps between which training may augment the image.</summary>
internal sealed class Preprocessor : IDisposable
{
    private readonly Tensor _offset, _range;

    public Preprocessor(Preprocessing spec, Device device)
    {
        Spec = spec;
        _offset = PerPixel(spec.Scaling.Offset, device);
        _range = PerPixel(spec.Scaling.Range, device);
    }

    public Preprocessing Spec { get; }

    /// <summary>Converts pixels N×1×H×W of uint8 to a model's input N×C×S×S.</summary>
    public Tensor From(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return Scale(CentreCrop(Resize(pixels))).MoveToOuterDisposeScope();
    }

    /// <summary>Converts pixels N×1×H×W of uint8 to grey values 0–255 of float32, resized (bilinear) to the model's size.</summary>
    public Tensor Resize(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return Resized(pixels.to(float32), Spec.Size).MoveToOuterDisposeScope();
    }

    /// <summary>Crops the middle of each image if the model's input is smaller than its resized image.</summary>
    public Tensor CentreCrop(Tensor grey) => CentreCrop(grey, Spec);

    /// <summary>Scales grey values N×1×S×S to the model's input range and repeats them over its channels.</summary>
    public Tensor Scale(Tensor grey)
    {
        using var scope = NewDisposeScope();
        var scaled = (grey - _offset).div_(_range);
        if (Spec.Channels > 1) scaled = scaled.expand(-1, Spec.Channels, -1, -1);
        return scaled.MoveToOuterDisposeScope();
    }

    /// <summary>Does the reverse of <see cref="Scale"/>: a model's input to grey values 0–255, N×1×S×S.</summary>
    public Tensor Grey(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        return (inputs.narrow(1, 0, 1) * _range).Accumulate(_offset).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _offset.Dispose();
        _range.Dispose();
    }

    /// <summary>Crops the middle of each image if a model's input is smaller than its resized image.</summary>
    internal static Tensor CentreCrop(Tensor grey, Preprocessing spec) => Crop(grey, spec.CropStart, spec.CropStart, spec.InputSize);

    /// <summary>Crops a square from each image.</summary>
    internal static Tensor Crop(Tensor grey, int top, int left, int side) =>
        grey[TensorIndex.Ellipsis, TensorIndex.Slice(top, top + side), TensorIndex.Slice(left, left + side)];

    /// <summary>Resizes images (bilinear) to squares; those of that size are returned as they are.</summary>
    internal static Tensor Resized(Tensor grey, int side) => grey.shape[^1] == side && grey.shape[^2] == side
        ? grey
        : functional.interpolate(grey, [side, side], mode: InterpolationMode.Bilinear, align_corners: false);

    /// <summary>Makes a tensor of one number for all pixels, or one for each.</summary>
    private Tensor PerPixel(IReadOnlyList<float> numbers, Device device)
    {
        var side = numbers.Count == 1 ? 1 : Spec.InputSize;
        return tensor([.. numbers], [side, side], device: device).DetachFromDisposeScope();
    }
}
