using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(enabled: false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_grad_enabled() => GradMode.IsEnabled;

    /// <summary>Sets the thread's gradient mode and puts the old one back when disposed.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool _previous = IsEnabled;

        internal GradMode(bool enabled) => Set(enabled);

        internal static bool IsEnabled
        {
            get
            {
                Native.Check(Native.fer_grad_mode(out var enabled));
                return enabled != 0;
            }
        }

        public void Dispose() => Set(_previous);

        private static void Set(bool enabled) => Native.Check(Native.fer_set_grad_mode(enabled ? 1 : 0));
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal InferenceMode(bool enabled) => Native.Check(Native.fer_inference_begin(enabled ? 1 : 0, out _guard));

        public void Dispose()
        {
            Native.fer_inference_end(_guard);
            _guard = 0;
        }
    }
}
