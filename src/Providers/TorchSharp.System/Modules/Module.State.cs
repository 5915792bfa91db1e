namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The live parameters, then the live buffers, by name.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, parameter) in named_parameters())
                    destination[Key(name)] = parameter;
                foreach (var (name, buffer) in named_buffers())
                    destination[Key(name)] = buffer;
                return destination;

                string Key(string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
            }

            /// <summary>Copies the given values into the parameters and buffers of the same names.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Except(source.Keys).Except(skip ?? []).ToList();
                var unexpected = source.Keys.Except(own.Keys).Except(skip ?? []).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");

                using var quiet = no_grad();
                using var scope = NewDisposeScope();
                foreach (var (name, value) in source)
                {
                    if (own.TryGetValue(name, out var target) && skip?.Contains(name) != true) target.copy_(value);
                }

                return (missing, unexpected);
            }

            internal void MoveTo(Device device)
            {
                using var quiet = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    if (tensor.device_type == device.type && tensor.device.index == device.index) continue;
                    var requiresGrad = tensor.requires_grad;
                    tensor.Become(tensor.to(device));
                    if (requiresGrad) tensor.requires_grad = true;
                }
            }
        }
    }
}

/// <summary>Moves a module and returns it with its own type.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.MoveTo(device);
        return module;
    }
}
