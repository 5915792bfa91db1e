using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            private static readonly Operator CrossEntropyOp = new("aten::cross_entropy_loss");
            private static readonly Operator LogSoftmaxOp = new("aten::log_softmax", "int");
            private static readonly Operator OneHotOp = new("aten::one_hot");

            /// <summary>Logits N×C against class numbers (Int64) or probabilities of the input's shape.</summary>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                CrossEntropyOp.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmaxOp.Call(x, dim, Argument.None);

            /// <summary>A last dimension of zeros with a one at each class number; -1 takes as many classes as occur.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64) throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                return OneHotOp.Call(x, num_classes);
            }
        }
    }
}
