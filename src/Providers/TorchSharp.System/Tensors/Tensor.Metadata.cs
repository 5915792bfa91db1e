using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long ndim
        {
            get
            {
                Native.Check(Native.fer_tensor_dimensions(this, out var dimensions));
                return dimensions;
            }
        }

        public long[] shape => Layout().Sizes;

        public ScalarType dtype => Kind().Type;

        public Device device
        {
            get
            {
                var (_, type, index) = Kind();
                return new Device(type, index);
            }
        }

        public DeviceType device_type => Kind().Device;

        public bool is_leaf
        {
            get
            {
                Native.Check(Native.fer_is_leaf(this, out var leaf));
                return leaf != 0;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        public long dim() => ndim;

        public long[] stride() => Layout().Strides;

        public long numel() => shape.Aggregate(1L, (product, size) => product * size);

        public long element_size() => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            ScalarType.Int64 or ScalarType.Float64 => 8,
            var other => throw new NotSupportedException($"Tensors of {other} are not supported."),
        };

        public bool is_contiguous()
        {
            Native.Check(Native.fer_tensor_is_contiguous(this, out var contiguous));
            return contiguous != 0;
        }

        public bool is_floating_point() =>
            dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

        public override string ToString() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private (ScalarType Type, DeviceType Device, int Index) Kind()
        {
            Native.Check(Native.fer_tensor_kind(this, out var type, out var device, out var index));
            return ((ScalarType)type, (DeviceType)device, index);
        }

        private unsafe (long[] Sizes, long[] Strides) Layout()
        {
            var sizes = new long[ndim];
            var strides = new long[sizes.Length];
            fixed (long* size = sizes, stride = strides)
                Native.Check(Native.fer_tensor_layout(this, size, stride));
            return (sizes, strides);
        }
    }
}
