using FerTrain.Augmentation;
using FerTrain.Models;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>A checkpoint's network on a device.</summary>
internal sealed class LoadedCheckpoint : ILoadedModel
{
    private readonly Device _device;
    private readonly Classifier _network;
    private readonly FoldedModel _model;
    private readonly Preprocessor _input;

    public LoadedCheckpoint(Checkpoint checkpoint, Device device)
    {
        _device = device;
        _network = checkpoint.CreateModel(device);
        _model = new FoldedModel(_network, ModelInput.Of(checkpoint.Preprocessing));
        _input = new Preprocessor(checkpoint.Preprocessing, device);
    }

    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var images = tensor(pixels, [pixels.Length / (height * width), 1, height, width], device: _device);
        return _model.Logits(_input.From(images)).softmax(1).cpu().data<float>().ToArray();
    }

    public void Dispose()
    {
        _input.Dispose();
        _model.Dispose();
        _network.Dispose();
    }
}
