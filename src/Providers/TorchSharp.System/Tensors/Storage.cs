using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The memory behind a tensor and all its views.</summary>
    public abstract class Storage
    {
        private readonly nint _start;

        private protected Storage(Tensor tensor) => Native.Check(Native.fer_tensor_storage(tensor, out _start));

        /// <summary>Valid as long as a tensor over this memory lives.</summary>
        public nint data_ptr() => _start;
    }

    public sealed class Storage<T> : Storage where T : unmanaged
    {
        internal Storage(Tensor tensor) : base(tensor) { }
    }

    public partial class Tensor
    {
        public Storage<T> storage<T>() where T : unmanaged
        {
            CheckType<T>();
            return new Storage<T>(this);
        }
    }
}
