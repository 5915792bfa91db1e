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
}
