using System.Runtime.InteropServices.Marshalling;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a tensor of libtorch. Every result is a new handle, owned by the thread's current scope.</summary>
    [NativeMarshalling(typeof(TensorMarshaller))]
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            var live = Interlocked.Increment(ref _totalCount);
            if (live > Volatile.Read(ref _peakCount)) Volatile.Write(ref _peakCount, live);
            CurrentDisposeScope?.Include(this);
        }

        /// <summary>Takes over another handle's native tensor and its place in a scope; the other is invalid afterwards.</summary>
        private protected Tensor(Tensor source)
        {
            (_handle, source._handle) = (source.Handle, 0);
            if (source.OwningDisposeScope is not { } scope) return;
            scope.Detach(source);
            scope.Include(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Live handles in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>The most handles that were ever live at once.</summary>
        public static long PeakCount => Interlocked.Read(ref _peakCount);

        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            OwningDisposeScope = null;
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0) return;
            Interlocked.Decrement(ref _totalCount);
            Native.fer_tensor_release(handle);
        }

        public Tensor MoveToOuterDisposeScope() => OwningDisposeScope?.MoveToOuter(this) ?? this;

        public Tensor DetachFromDisposeScope() => OwningDisposeScope?.Detach(this) ?? this;

        /// <summary>Makes this handle stand for another native tensor, whose own handle is disposed.</summary>
        internal void Become(Tensor other)
        {
            (_handle, other._handle) = (other.Handle, _handle);
            other.Dispose();
        }
    }
}
