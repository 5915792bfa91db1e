using System.Collections.Immutable;
using static TorchSharp.torch;

namespace FerTrain.Vision.Explanation;

/// <summary>A face and what a model takes it for.</summary>
/// <param name="Grey">1×1×S×S, of 0 to 255.</param>
/// <param name="Probabilities">Of each class.</param>
public sealed record ExplainedFace(Tensor Grey, ImmutableArray<float> Probabilities) : IDisposable
{
    public int Predicted => Probabilities.IndexOf(Probabilities.Max());

    public int Side => (int)Grey.shape[^1];

    /// <summary>Row-major, to be drawn.</summary>
    public byte[] ToPixels() => [.. Grey.cpu().data<float>().ToArray().Select(grey => (byte)MathF.Round(Math.Clamp(grey, 0, 255)))];

    public void Dispose() => Grey.Dispose();
}
