using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                Native.Check(Native.fer_requires_grad(this, out var value));
                return value != 0;
            }
            set => Native.Check(Native.fer_set_requires_grad(this, value ? 1 : 0));
        }

        /// <summary>What <see cref="backward()"/> added up here: a new handle at each read, or null.</summary>
        public Tensor? grad
        {
            get
            {
                Native.Check(Native.fer_grad(this, out var gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set => Native.Check(Native.fer_set_grad(this, value));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void backward() => Native.Check(Native.fer_backward(this, 0));
    }
}
