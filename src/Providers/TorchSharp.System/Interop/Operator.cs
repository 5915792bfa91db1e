using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>An ATen operator, found in libtorch's dispatcher at its first call and kept.</summary>
internal sealed class Operator(string name, string overload = "")
{
    private const int MostArguments = 16;
    private const int MostListItems = 24;

    private nint _handle;

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[1];
        if (Invoke(arguments, results) != 1 || results[0].Tag != Tag.Tensor)
            throw new InvalidOperationException($"{name} did not return one tensor.");
        return new Tensor(results[0].Pointer);
    }

    /// <summary>Calls an operator with two tensors as its result.</summary>
    internal (Tensor, Tensor) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[2];
        if (Invoke(arguments, results) != 2) throw new InvalidOperationException($"{name} did not return two tensors.");
        return (new Tensor(results[0].Pointer), new Tensor(results[1].Pointer));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    internal Tensor[] CallList(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        var results = new Value[capacity];
        var count = Invoke(arguments, results);
        return [.. results.Take(count).Select(r => new Tensor(r.Pointer))];
    }

    /// <summary>Calls an operator for its effect, or for a result that is not a tensor.</summary>
    internal Value Run(params ReadOnlySpan<Argument> arguments)
    {
        Span<Value> results = stackalloc Value[1];
        Invoke(arguments, results);
        if (results[0].Tag == Tag.Tensor && results[0].Pointer != 0) Native.fer_tensor_release(results[0].Pointer);
        return results[0];
    }

    [SkipLocalsInit]
    private unsafe int Invoke(ReadOnlySpan<Argument> arguments, Span<Value> results)
    {
        if (_handle == 0) Native.Check(Native.fer_operator(name, overload, out _handle));
        var values = stackalloc Value[MostArguments];
        var scratch = stackalloc long[MostListItems];
        var packer = new Packer(scratch, MostListItems);
        try
        {
            for (var i = 0; i < arguments.Length; i++)
                values[i] = packer.Pack(arguments[i]);
            fixed (Value* output = results)
            {
                Native.Check(Native.fer_call(_handle, values, arguments.Length, output, results.Length, out var count));
                return (int)count;
            }
        }
        finally
        {
            packer.Free();
            foreach (var argument in arguments)
                GC.KeepAlive(argument.List); // the handles borrow from these tensors
        }
    }

    /// <summary>Lays arguments out; short lists go into the caller's scratch, long ones into native memory.</summary>
    private unsafe struct Packer(long* scratch, int room)
    {
        private List<nint>? _allocated;

        internal Value Pack(in Argument argument) => argument.Tag switch
        {
            Tag.Double => new Value { Tag = Tag.Double, Real = argument.Real },
            Tag.Tensor => new Value { Tag = Tag.Tensor, Pointer = ((Tensor)argument.List!).Handle },
            Tag.Ints => Pack<long>(Tag.Ints, (long[])argument.List!),
            Tag.Doubles => Pack<double>(Tag.Doubles, (double[])argument.List!),
            Tag.Tensors => Pack((Tensor?[])argument.List!),
            Tag.String => Pack((string)argument.List!),
            _ => new Value { Tag = argument.Tag, Integer = argument.Integer },
        };

        internal readonly void Free()
        {
            foreach (var memory in _allocated ?? [])
                NativeMemory.Free((void*)memory);
        }

        private Value Pack<T>(Tag tag, ReadOnlySpan<T> items) where T : unmanaged
        {
            var memory = Allocate(items.Length);
            items.CopyTo(new Span<T>(memory, items.Length));
            return new Value { Tag = tag, Pointer = (nint)memory, Length = items.Length };
        }

        private Value Pack(Tensor?[] tensors)
        {
            var memory = Allocate(tensors.Length);
            for (var i = 0; i < tensors.Length; i++)
                memory[i] = tensors[i]?.Handle ?? 0;
            return new Value { Tag = Tag.Tensors, Pointer = (nint)memory, Length = tensors.Length };
        }

        private Value Pack(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var memory = Allocate(length / sizeof(long) + 1);
            Encoding.UTF8.GetBytes(text, new Span<byte>(memory, length));
            return new Value { Tag = Tag.String, Pointer = (nint)memory, Length = length };
        }

        private long* Allocate(int count)
        {
            if (count <= room)
            {
                var start = scratch;
                scratch += count;
                room -= count;
                return start;
            }

            var memory = (nint)NativeMemory.Alloc((nuint)count, sizeof(long));
            (_allocated ??= []).Add(memory);
            return (long*)memory;
        }
    }
}
