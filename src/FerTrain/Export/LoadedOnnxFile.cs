using FerTrain.Augmentation;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Export;

/// <summary>An exported model in ONNX Runtime, with FerTrain's preprocessing where it lacks its own.</summary>
internal sealed class LoadedOnnxFile(OnnxModel model, Preprocessor input) : ILoadedModel
{
    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        if (model.TakesPixels) return model.Probabilities(pixels, height, width);
        using var scope = NewDisposeScope();
        var images = tensor(pixels, [pixels.Length / (height * width), 1, height, width]);
        return model.Probabilities(input.From(images).contiguous().data<float>().ToArray());
    }

    public void Dispose()
    {
        input.Dispose();
        model.Dispose();
    }
}
