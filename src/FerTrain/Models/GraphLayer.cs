using FerTrain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Models;

/// <summary>One operation of a model's forward pass.</summary>
/// <param name="Name">Path of the module in the model, the prefix of its state keys.</param>
/// <param name="Module">What computes it.</param>
/// <param name="Inputs">Names of the layers it reads; <see cref="ModelGraph.Input"/> is the image.</param>
/// <param name="OutputShape">N×C×H×W or N×features, for one image.</param>
internal sealed record GraphLayer(string Name, nn.Module Module, IReadOnlyList<string> Inputs, IReadOnlyList<long> OutputShape)
{
    public ParameterCounts Parameters => ParameterCounts.Of(Module);

    /// <summary>The name that Keras gives such a layer.</summary>
    public string Type => Module switch
    {
        Conv2d { groups: > 1 } => "DepthwiseConv2D",
        Conv2d => "Conv2D",
        Linear => "Dense",
        BatchNorm2d or DenseBatchNorm => "BatchNormalization",
        MaxPool2d or SameMaxPool2d => "MaxPooling2D",
        AvgPool2d => "AveragePooling2D",
        GlobalAveragePool2d => "GlobalAveragePooling2D",
        SamePad2d => "ZeroPadding2D",
        _ => Module.GetName(),
    };
}
