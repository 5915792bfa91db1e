using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AliasOp = new("aten::alias");
        private static readonly Operator CloneOp = new("aten::clone");
        private static readonly Operator ContiguousOp = new("aten::contiguous");
        private static readonly Operator CopyOp = new("aten::copy_");
        private static readonly Operator DetachOp = new("aten::detach");
        private static readonly Operator ExpandOp = new("aten::expand");
        private static readonly Operator FlattenOp = new("aten::flatten", "using_ints");
        private static readonly Operator FlipOp = new("aten::flip");
        private static readonly Operator IndexSelectOp = new("aten::index_select");
        private static readonly Operator MaskedFillOp = new("aten::masked_fill", "Scalar");
        private static readonly Operator PermuteOp = new("aten::permute");
        private static readonly Operator ReshapeOp = new("aten::reshape");
        private static readonly Operator RollOp = new("aten::roll");
        private static readonly Operator SelectOp = new("aten::select", "int");
        private static readonly Operator SliceOp = new("aten::slice", "Tensor");
        private static readonly Operator ToDeviceOp = new("aten::to", "device");
        private static readonly Operator ToTypeOp = new("aten::to", "dtype");
        private static readonly Operator UnsqueezeOp = new("aten::unsqueeze");
        private static readonly Operator ViewOp = new("aten::view");
        private static readonly Operator WhereOp = new("aten::where", "self");

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices] => index(indices);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToTypeOp.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToDeviceOp.Call(this, device, dtype, non_blocking, copy), disposeAfter);

        public Tensor cpu() => to(CPU);

        public Tensor alias() => AliasOp.Call(this);

        public Tensor clone() => CloneOp.Call(this);

        public Tensor contiguous() => ContiguousOp.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyOp.Call(this, source, nonBlocking);

        public Tensor detach() => DetachOp.Call(this);

        /// <summary>A view in which dimensions of size 1 are repeated; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes, false);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => FlattenOp.Call(this, start_dim, end_dim);

        public Tensor flip(params long[] dims) => FlipOp.Call(this, dims);

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var result = alias();
            long dimension = 0;
            foreach (var index in indices)
            {
                switch (index.What)
                {
                    case TensorIndex.Kind.Ellipsis:
                        dimension += ndim - (indices.Length - 1);
                        break;
                    case TensorIndex.Kind.Single:
                        result = SelectOp.Call(result, dimension, index.Start ?? 0);
                        break;
                    default:
                        result = SliceOp.Call(result, dimension++, index.Start, index.Stop, index.Step ?? 1);
                        break;
                }
            }

            return result.MoveToOuterDisposeScope();
        }

        public Tensor index_select(long dim, Tensor index) => IndexSelectOp.Call(this, dim, index);

        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFillOp.Call(this, mask, value);

        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);

        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);

        /// <summary>Moves elements along a dimension, or along all of them as one; what leaves at one end comes in at the other.</summary>
        public Tensor roll(long shifts, long? dims = null) => RollOp.Call(this, new[] { shifts }, dims is { } dimension ? new[] { dimension } : []);

        public Tensor slice(long dim, long start, long finish, long step) => SliceOp.Call(this, dim, start, finish, step);

        public Tensor unsqueeze(long dim) => UnsqueezeOp.Call(this, dim);

        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);

        /// <summary>This tensor where the condition holds, the other elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y)
        {
            if (condition.dtype != ScalarType.Bool) throw new ArgumentException("The condition to 'where' must be a boolean tensor.");
            return WhereOp.Call(condition, this, y);
        }

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }
    }
}
