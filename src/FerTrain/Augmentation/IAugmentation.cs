using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>A random change of images, decided for each by a few numbers that are drawn beforehand.</summary>
internal interface IAugmentation
{
    /// <summary>Numbers that decide the change of one image.</summary>
    int NumbersPerImage { get; }

    void Draw(RandomStream random, Span<float> numbers);

    /// <summary>Grey values N×1×S×S, each image changed as its row of the numbers says.</summary>
    Tensor Apply(Tensor greys, Tensor numbers);
}
