using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after another; each intermediate result is disposed as soon as it was used.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> module)> modules) : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
                Add(name, module);
        }

        public override Tensor forward(Tensor tensor)
        {
            nn.Module[] steps = [.. children()];
            var current = tensor.alias();
            for (var i = 0; i < steps.Length; i++)
            {
                // The two are one pass over the maps where they follow each other and nobody watches them.
                Tensor next;
                if (steps[i] is BatchNorm2d { IsWatched: false } norm && steps.ElementAtOrDefault(i + 1) is ReLU { IsWatched: false })
                {
                    next = norm.ForwardRelu(current);
                    i++;
                }
                else
                {
                    next = ((nn.IModule<Tensor, Tensor>)steps[i]).call(current);
                }

                current.Dispose();
                current = next;
            }

            return current;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                new(modules.Select((module, i) => ($"{i}", module)));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
        }
    }
}
