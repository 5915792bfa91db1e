using FerTrain.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// ELU with alpha 1 (Clevert et al., 2016, arXiv:1511.07289), in the memory of its input. TorchSharp's lets go of its numbers too
/// early, see <see cref="TensorArithmetic"/>.
/// </summary>
internal sealed class Elu() : Module<Tensor, Tensor>("ELU")
{
    public override Tensor forward(Tensor input) => input.elu_(TensorArithmetic.One, TensorArithmetic.One, TensorArithmetic.One).alias(); // which is the input itself
}
