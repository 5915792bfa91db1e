using FerTrain.Core;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Grey pixels of a face, row-major, for a model to resize: as they are, or averaged down where bilinear resizing would skip some.</summary>
internal sealed record FaceCrop(byte[] Pixels, int Height, int Width)
{
    /// <param name="face">8 bits, one channel or three (BGR).</param>
    /// <param name="spec">Of the model.</param>
    public static FaceCrop Of(Mat face, Preprocessing spec)
    {
        // The data's own faces reach the model as they are, whatever it resizes them to.
        var side = Math.Max(spec.Size, FaceSet.Fer2013Size);
        using var grey = GrayscaleImage.Of(face);
        if (grey.Width <= side && grey.Height <= side)
            return grey.GetArray<byte>(out var pixels) ? new(pixels, grey.Height, grey.Width) : throw new InvalidOperationException("An image has no pixels.");
        var square = new byte[side * side];
        GrayscaleImage.Fit(grey, square, side);
        return new(square, side, side);
    }
}
