using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AllCloseOp = new("aten::allclose");
        private static readonly Operator AllOp = new("aten::all");
        private static readonly Operator ArgMaxOp = new("aten::argmax");
        private static readonly Operator MaxOp = new("aten::max");
        private static readonly Operator MeanOp = new("aten::mean");
        private static readonly Operator MeanDimensionsOp = new("aten::mean", "dim");
        private static readonly Operator SoftmaxOp = new("aten::softmax", "int");
        private static readonly Operator SumOp = new("aten::sum");
        private static readonly Operator SumDimensionsOp = new("aten::sum", "dim_IntList");
        private static readonly Operator TopKOp = new("aten::topk");

        public Tensor all() => AllOp.Call(this);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            AllCloseOp.Run(this, target, rtol, atol, equal_nan).Integer != 0;

        public Tensor argmax(long dim, bool keepdim = false) => ArgMaxOp.Call(this, dim, keepdim);

        public Tensor max() => MaxOp.Call(this);

        public Tensor mean() => MeanOp.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            MeanDimensionsOp.Call(this, dimensions, keepdim, type);

        public Tensor softmax(long dim, ScalarType? dtype = null) => SoftmaxOp.Call(this, dim, dtype);

        /// <summary>The largest along a dimension, or the smallest, with their places.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            TopKOp.CallPair(this, (long)k, (long)dim, largest, sorted);

        public Tensor sum(ScalarType? type = null) => SumOp.Call(this, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            SumDimensionsOp.Call(this, dim, keepdim, type);
    }
}
