using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>Adds the shortcut to the main path, in the memory of the latter.</summary>
internal sealed class Add() : Module<Tensor, Tensor, Tensor>(nameof(Add))
{
    public override Tensor forward(Tensor main, Tensor shortcut) => main.Accumulate(shortcut).alias(); // the sum is main itself, which its maker disposes
}
