namespace TorchSharp;

public static partial class torch
{
    /// <summary>One dimension of an index expression: a slice, everything, or "whatever is left".</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(Kind kind, long? start = null, long? stop = null, long? step = null) =>
            (What, Start, Stop, Step) = (kind, start, stop, step);

        internal enum Kind
        {
            Slice,
            Single,
            Ellipsis,
        }

        public static readonly TensorIndex Colon = new(Kind.Slice);
        public static readonly TensorIndex Ellipsis = new(Kind.Ellipsis);

        internal Kind What { get; }
        internal long? Start { get; }
        internal long? Stop { get; }
        internal long? Step { get; }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(Kind.Slice, start, stop, step);

        public static TensorIndex Single(long? index) => new(Kind.Single, index);

        public static implicit operator TensorIndex(long value) => Single(value);
    }
}
