using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FerTrain.Core.Archive;

/// <summary>Writes a value as pickle protocol 2, with the instructions that PyTorch's restricted reader accepts.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<StoredTensor> _tensors = [];

    private PickleWriter() { }

    /// <summary>Gives the pickle and the tensors that it refers to, the n-th as storage n.</summary>
    public static (ReadOnlyMemory<byte> Pickle, IReadOnlyList<StoredTensor> Tensors) Write(object? value)
    {
        var writer = new PickleWriter();
        writer.Raw([Opcode.Proto, 2]);
        writer.Value(value);
        writer.Raw([Opcode.Stop]);
        return (writer._output.WrittenMemory, writer._tensors);
    }

    public static string StorageKey(int index) => index.ToString(CultureInfo.InvariantCulture);

    private void Value(object? value)
    {
        switch (value)
        {
            case null: Raw([Opcode.None]); break;
            case bool flag: Raw([flag ? Opcode.True : Opcode.False]); break;
            case int number: Integer(number); break;
            case long number: Integer(number); break;
            case double number: Float(number); break;
            case string text: Text(text); break;
            case StoredTensor tensor: Tensor(tensor); break;
            case OrderedDictionary<object, object?> items: Dictionary(items); break;
            case IReadOnlyList<object?> items: List(items); break;
            default: throw new ArgumentException($"A checkpoint cannot hold a {value.GetType()}.", nameof(value));
        }
    }

    private void Integer(long number)
    {
        Span<byte> code = stackalloc byte[10];
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            code[0] = Opcode.Int32;
            BinaryPrimitives.WriteInt32LittleEndian(code[1..], (int)number);
            Raw(code[..5]);
            return;
        }

        (code[0], code[1]) = (Opcode.Long1, 8);
        BinaryPrimitives.WriteInt64LittleEndian(code[2..], number);
        Raw(code);
    }

    private void Float(double number)
    {
        Span<byte> code = stackalloc byte[9];
        code[0] = Opcode.Float64;
        BinaryPrimitives.WriteDoubleBigEndian(code[1..], number);
        Raw(code);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> code = stackalloc byte[5];
        code[0] = Opcode.Text;
        BinaryPrimitives.WriteInt32LittleEndian(code[1..], bytes.Length);
        Raw(code);
        Raw(bytes);
    }

    private void List(IReadOnlyList<object?> items)
    {
        Raw([Opcode.EmptyList, Opcode.Mark]);
        foreach (var item in items)
            Value(item);
        Raw([Opcode.Appends]);
    }

    private void Dictionary(OrderedDictionary<object, object?> items)
    {
        Raw([Opcode.EmptyDict, Opcode.Mark]);
        foreach (var (key, item) in items)
        {
            if (key is not (string or int or long))
                throw new ArgumentException($"A key of a checkpoint is a string or a whole number, not a {key.GetType()}.", nameof(items));
            Value(key);
            Value(item);
        }

        Raw([Opcode.SetItems]);
    }

    private void Tensor(StoredTensor tensor)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Raw([Opcode.Mark]);
        Storage(tensor);
        Integer(0); // offset in the storage
        Numbers(tensor.Shape.AsSpan());
        Numbers(TensorBuilder.ContiguousStrides(tensor.Shape.AsSpan()));
        Raw([Opcode.False]); // requires_grad
        Global("collections", "OrderedDict"); // no backward hooks
        Raw([Opcode.EmptyTuple, Opcode.Reduce, Opcode.Tuple, Opcode.Reduce]);
    }

    private void Storage(StoredTensor tensor)
    {
        Raw([Opcode.Mark]);
        Text("storage");
        Global("torch", tensor.Type.StorageClass());
        Text(StorageKey(_tensors.Count));
        Text("cpu");
        Integer(tensor.Bytes.Length / tensor.Type.Size());
        Raw([Opcode.Tuple, Opcode.PersistentId]);
        _tensors.Add(tensor);
    }

    private void Numbers(ReadOnlySpan<long> numbers)
    {
        Raw([Opcode.Mark]);
        foreach (var number in numbers)
            Integer(number);
        Raw([Opcode.Tuple]);
    }

    private void Global(string module, string name)
    {
        Raw([Opcode.Global]);
        Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _output.Write(bytes);
}
