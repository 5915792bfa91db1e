using FerTrain.Core;
using static TorchSharp.torch;

namespace FerTrain.Augmentation;

/// <summary>A random change of pictures, decided for each by a few numbers that are drawn beforehand.</summary>
internal interface IPictureAugmentation
{
    /// <summary>Numbers that decide the change of one picture.</summary>
    int NumbersPerPicture { get; }

    void Draw(RandomStream random, Span<float> numbers);

    /// <summary>Grey values N×1×S×S, each picture changed as its row of the numbers says.</summary>
    Tensor Apply(Tensor greys, Tensor numbers);
}
