using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator AdaptiveAvgPool2dOp = new("aten::adaptive_avg_pool2d");
            private static readonly Operator AvgPool2dOp = new("aten::avg_pool2d");
            private static readonly Operator BatchNormOp = new("fertrain::batch_norm");
            private static readonly Operator DropoutInPlaceOp = new("aten::dropout_");
            private static readonly Operator DropoutOp = new("fertrain::dropout");
            private static readonly Operator EluInPlaceOp = new("aten::elu_");
            private static readonly Operator EluOp = new("aten::elu");
            private static readonly Operator LinearOp = new("fertrain::linear");
            private static readonly Operator MaxPool2dOp = new("fertrain::max_pool2d");
            private static readonly Operator ReluInPlaceOp = new("aten::relu_");
            private static readonly Operator ReluOp = new("aten::relu");

            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            /// <summary>Batch normalisation and then ReLU, which saves writing what lies between them.</summary>
            internal static Tensor BatchNormRelu(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor weight, Tensor? bias, bool training, double momentum, double eps) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearOp.Call(input, weights, bias);

            public static Tensor relu(Tensor x, bool inplace = false) => (inplace ? ReluInPlaceOp : ReluOp).Call(x);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => (inplace ? EluInPlaceOp : EluOp).Call(x, alpha);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                (inplace ? DropoutInPlaceOp : DropoutOp).Call(input, p, training);

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool2dOp.Call(input, Square(kernel_size), Square(stride ?? kernel_size), Square(padding ?? 0), Square(dilation ?? 1), ceil_mode);

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool2dOp.Call(
                    input, Square(kernel_size), Square(stride ?? kernel_size), Square(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                AdaptiveAvgPool2dOp.Call(input, Square(output_size));

            private static long[] Square(long side) => [side, side];
        }
    }
}
