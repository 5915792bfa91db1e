using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>
/// Sums, and arithmetic with numbers. TorchSharp's operators pass a number to libtorch as a <see cref="Scalar"/> that nothing holds,
/// as they do the factor 1 of a sum of two tensors, so the garbage collector may free it while libtorch reads it: the operator fails
/// or computes with another number. Here it lives until libtorch has returned. Where other functions take a number, a
/// <c>using</c> of its <c>ToScalar()</c> holds it.
/// </summary>
internal static class TensorArithmetic
{
    /// <summary>1, which is never freed.</summary>
    public static Scalar One { get; } = 1.ToScalar();

    extension(Tensor tensor)
    {
        public Tensor Plus(Tensor other) => tensor.add(other, One);

        public Tensor Plus(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.add(scalar, One);
        }

        public Tensor Times(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.mul(scalar);
        }

        public Tensor Over(double number)
        {
            using var scalar = number.ToScalar();
            return tensor.div(scalar);
        }

        public Tensor Squared() => tensor * tensor;

        /// <summary>1 - x.</summary>
        public Tensor Complement() => tensor.Times(-1).Plus(1);

        public Tensor Clamp(double least, double most)
        {
            using Scalar low = least.ToScalar(), high = most.ToScalar();
            return tensor.clamp(low, high);
        }

        public Tensor MaskedFill(Tensor mask, double number)
        {
            using var scalar = number.ToScalar();
            return tensor.masked_fill(mask, scalar);
        }

        /// <summary>Adds to this tensor itself, and returns it.</summary>
        public Tensor Accumulate(Tensor other) => tensor.add_(other, One);
    }
}
