namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose calls can be watched; a hook that returns null keeps the result.</summary>
        /// <typeparam name="TPreHook">Called before, which this provider does not offer.</typeparam>
        /// <typeparam name="TPostHook">Called after, with the module, its inputs and its result.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly Dictionary<string, TPostHook> _hooks = [];

            protected HookableModule(string name) : base(name) { }

            internal bool IsWatched => _hooks.Count > 0;

            private protected Dictionary<string, TPostHook>.ValueCollection ForwardHooks => _hooks.Values;

            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = Guid.NewGuid().ToString();
                _hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Takes one hook back.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key) => (_module, _key) = (module, key);

                public void remove() => _module._hooks.Remove(_key);
            }
        }
    }
}
