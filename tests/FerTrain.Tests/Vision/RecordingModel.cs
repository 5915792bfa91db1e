using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

/// <summary>Answers with what it is shown: a face's mean grey value for its first class, the rest for the second.</summary>
internal sealed class RecordingModel(int size) : ITrainedModel, ILoadedModel
{
    public List<(byte[] Pixels, int Height, int Width)> Seen { get; } = [];

    public string Path => "recording";

    public RunConfig Config { get; } = new();

    public Preprocessing Preprocessing { get; } = new(size, 0, 1, PixelScaling.Unit, ["bright", "dark"]);

    public string? DataFingerprint => null;

    public ILoadedModel Load(Device device) => this;

    public float[] Probabilities(byte[] pixels, int height, int width) => [.. pixels.Chunk(height * width).SelectMany(face =>
    {
        Seen.Add((face, height, width));
        var mean = (float)(face.Average(pixel => (double)pixel) / 255);
        return new[] { mean, 1 - mean };
    })];

    public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel) =>
        throw new NotSupportedException("It sees faces of images.");

    public void Dispose() => Seen.Clear();
}
