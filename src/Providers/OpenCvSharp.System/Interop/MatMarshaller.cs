using System.Runtime.InteropServices.Marshalling;

namespace OpenCvSharp.Interop;

/// <summary>Lends a matrix that may be missing; it can't be released before the call is over.</summary>
[CustomMarshaller(typeof(Mat), MarshalMode.ManagedToUnmanagedIn, typeof(Loan))]
internal static class MatMarshaller
{
    internal ref struct Loan
    {
        private MatHandle? _handle;

        public void FromManaged(Mat? managed)
        {
            if (managed is null) return;
            var isAdded = false;
            managed.Handle.DangerousAddRef(ref isAdded);
            _handle = managed.Handle;
        }

        public readonly nint ToUnmanaged() => _handle?.DangerousGetHandle() ?? 0;

        public readonly void Free() => _handle?.DangerousRelease();
    }
}
