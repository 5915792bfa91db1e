using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the CPU's default generator; GPUs have <see cref="cuda.manual_seed_all"/>.</summary>
    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.fer_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>The CPU generator's state: bytes that only <see cref="set_rng_state"/> understands.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>The CPU's default generator.</summary>
    public class Generator : IDisposable
    {
        private Generator() { }

        public static Generator Default { get; } = new();

        public Tensor get_state()
        {
            Native.Check(Native.fer_rng_state(out var state));
            return new Tensor(state);
        }

        public void set_state(Tensor value) => Native.Check(Native.fer_set_rng_state(value));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        // libtorch owns its default generator.
        protected virtual void Dispose(bool disposing) { }
    }

    /// <summary>Devices of NVIDIA's kind; every call is safe where there is none.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count()
        {
            Native.Check(Native.fer_cuda_device_count(out var count));
            return count;
        }

        public static void manual_seed_all(long seed) => Native.Check(Native.fer_cuda_manual_seed_all((ulong)seed));

        public static void synchronize(Device? device = null) => Native.Check(Native.fer_cuda_synchronize(device?.index ?? -1));
    }

    /// <summary>Settings of the libraries that libtorch computes with.</summary>
    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                /// <summary>Whether products on a GPU may shorten the factors of float32 to TF32.</summary>
                public static bool allow_tf32
                {
                    get => Tf32().Products;
                    set => SetTf32(value, Tf32().Convolutions);
                }
            }
        }

        public static partial class cudnn
        {
            /// <summary>Whether convolutions on a GPU may shorten the factors of float32 to TF32.</summary>
            public static bool allow_tf32
            {
                get => Tf32().Convolutions;
                set => SetTf32(Tf32().Products, value);
            }
        }

        private static (bool Products, bool Convolutions) Tf32()
        {
            Native.Check(Native.fer_tf32(out var products, out var convolutions));
            return (products != 0, convolutions != 0);
        }

        private static void SetTf32(bool products, bool convolutions) =>
            Native.Check(Native.fer_set_tf32(products ? 1 : 0, convolutions ? 1 : 0));
    }
}
