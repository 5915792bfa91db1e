using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and submodules under names; the names are the keys of the state dict.</summary>
        public partial class Module : IDisposable
        {
            private readonly List<(string name, Parameter parameter)> _parameters = [];
            private readonly List<(string name, Tensor buffer)> _buffers = [];
            private readonly List<(string name, Module module)> _modules = [];
            private readonly string _name;
            private bool _registered;

            protected Module(string name) => _name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => _name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor, by its name.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered) return;
                _registered = true;
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
                    foreach (var field in fields)
                        Register(field.Name, field.GetValue(this));
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"'{name}' is not a valid name of a module.");
                if (_modules.Exists(m => m.name == name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                Add(name, submodule);
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                if (_parameters.Exists(p => p.name == name)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                _parameters.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (_buffers.Exists(b => b.name == name)) throw new InvalidOperationException($"Tensor {name} is already registered.");
                _buffers.Add((name, tensor));
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _modules;

            public virtual IEnumerable<Module> children() => _modules.Select(m => m.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                recurse ? _parameters.Concat(OfChildren(child => child.named_parameters())).DistinctBy(p => p.Item2) : _parameters;

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                recurse ? _buffers.Concat(OfChildren(child => child.named_buffers())).DistinctBy(b => b.Item2) : _buffers;

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse).Select(b => b.buffer);

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Clears the gradients, to null unless asked for zeros.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        using var gradient = parameter.grad;
                        gradient?.zero_();
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in _parameters) parameter.Dispose();
                foreach (var (_, buffer) in _buffers) buffer.Dispose();
                foreach (var (_, module) in _modules) module.Dispose();
            }

            // A sequence takes its modules as they are, as the real package does.
            private protected void Add(string name, Module submodule) => _modules.Add((name, submodule));

            private void Register(string name, object? value)
            {
                if (IsRegistered(name, value)) return;
                switch (value)
                {
                    case Module module: register_module(name, module); break;
                    case Parameter parameter: register_parameter(name, parameter); break;
                    case Tensor buffer: register_buffer(name, buffer); break;
                }
            }

            // By reference too: a layer has registered what the fields behind its properties hold.
            private bool IsRegistered(string name, object? value) =>
                _modules.Exists(m => m.name == name)
                || _parameters.Exists(p => p.name == name || ReferenceEquals(p.parameter, value))
                || _buffers.Exists(b => b.name == name || ReferenceEquals(b.buffer, value));

            private IEnumerable<(string name, T item)> OfChildren<T>(Func<Module, IEnumerable<(string name, T item)>> list) =>
                from child in _modules
                from entry in list(child.module)
                select ($"{child.name}.{entry.name}", entry.item);
        }
    }
}
