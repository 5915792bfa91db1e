using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>Lends a tensor's handle to the shim; the tensor can't be finalized before the call is over.</summary>
[CustomMarshaller(typeof(Tensor), MarshalMode.ManagedToUnmanagedIn, typeof(Loan))]
internal static class TensorMarshaller
{
    internal struct Loan
    {
        private Tensor? _tensor;

        public void FromManaged(Tensor? managed) => _tensor = managed;

        public readonly nint ToUnmanaged() => _tensor?.Handle ?? 0;

        public readonly void Free() => GC.KeepAlive(_tensor);
    }
}
