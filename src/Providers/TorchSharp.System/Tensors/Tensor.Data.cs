using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous CPU tensor.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                if (device_type != DeviceType.CPU) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                return new Span<byte>((void*)DataPointer(), checked((int)(numel() * element_size())));
            }
            set
            {
                var memory = bytes;
                if (memory.Length != value.Length) throw new ArgumentException("Mismatched data lengths in Bytes setter.");
                value.CopyTo(memory);
            }
        }

        /// <summary>The only element; waits for the device.</summary>
        public unsafe T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            CheckType<T>();
            using var local = Local();
            return Unsafe.Read<T>((void*)local.DataPointer());
        }

        /// <summary>Every element in order, whatever the strides.</summary>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType<T>();
            return new Utils.TensorAccessor<T>(this);
        }

        internal nint DataPointer()
        {
            HostAccess.Check();
            Native.Check(Native.fer_tensor_data(this, out var data));
            return data;
        }

        /// <summary>A handle of its own to a contiguous tensor on the CPU with these elements.</summary>
        internal Tensor Local()
        {
            using var local = cpu();
            return local.contiguous().DetachFromDisposeScope();
        }

        private void CheckType<T>()
        {
            var type = dtype;
            var expected = typeof(T) == typeof(float) ? ScalarType.Float32
                : typeof(T) == typeof(double) ? ScalarType.Float64
                : typeof(T) == typeof(long) ? ScalarType.Int64
                : typeof(T) == typeof(int) ? ScalarType.Int32
                : typeof(T) == typeof(byte) ? ScalarType.Byte
                : typeof(T) == typeof(bool) ? ScalarType.Bool
                : throw new ArgumentException($"{typeof(T).Name} is not an element type of tensors.");
            if (type != expected) throw new ArgumentException($"{typeof(T).Name} is not compatible with {type}");
        }
    }
}
