namespace FerTrain.Core.Archive;

/// <summary>Reads pickles of protocol 2 to 5 that hold plain values and tensors. It imports and calls nothing beyond <see cref="PickleGlobals"/>.</summary>
internal sealed class Unpickler
{
    private const int NewestProtocol = 5;

    // A byte of the file can ask for an object of a hundred; a checkpoint of a thousand tensors takes 40,000 instructions.
    private const int MaxInstructions = 2_000_000;

    // Numbers of parameters; larger ones could be chosen so that all fall into one bucket of the dictionary.
    private const long MaxKey = 1 << 24;

    private readonly PickleCursor _cursor;
    private readonly StorageTable _storages;
    private readonly TensorBuilder _tensors;
    private readonly PickleStack _stack = new();
    private readonly Dictionary<uint, object?> _memo = [];

    private Unpickler(ReadOnlyMemory<byte> pickle, StorageTable storages, TensorBuilder tensors) =>
        (_cursor, _storages, _tensors) = (new(pickle), storages, tensors);

    public static object? Read(ReadOnlyMemory<byte> pickle, StorageTable storages, TensorBuilder tensors)
    {
        var unpickler = new Unpickler(pickle, storages, tensors);
        var executed = 0;
        for (var opcode = unpickler._cursor.Byte(); opcode != Opcode.Stop; opcode = unpickler._cursor.Byte())
        {
            if (++executed > MaxInstructions)
                throw new InvalidDataException($"its data.pkl has more than {MaxInstructions} instructions");
            if (!(unpickler.Scalar(opcode) || unpickler.Container(opcode) || unpickler.Memo(opcode) || unpickler.Object(opcode)))
                throw new InvalidDataException($"refused: pickle instruction 0x{opcode:x2}, which checkpoints do not use");
        }

        return unpickler._stack.Pop();
    }

    private bool Scalar(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.None: _stack.Push(null); break;
            case Opcode.True: _stack.Push(true); break;
            case Opcode.False: _stack.Push(false); break;
            case Opcode.UInt8: _stack.Push((long)_cursor.Byte()); break;
            case Opcode.UInt16: _stack.Push((long)_cursor.UInt16()); break;
            case Opcode.Int32: _stack.Push((long)_cursor.Int32()); break;
            case Opcode.Long1: _stack.Push(_cursor.Long1()); break;
            case Opcode.Float64: _stack.Push(_cursor.Float64()); break;
            case Opcode.ShortText: _stack.Push(_cursor.Text(_cursor.Byte())); break;
            case Opcode.Text: _stack.Push(_cursor.Text(_cursor.UInt32())); break;
            case Opcode.LongText: _stack.Push(_cursor.Text(_cursor.UInt64())); break;
            default: return false;
        }

        return true;
    }

    // Tuples are arrays and lists are lists: only the latter can be appended to.
    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Mark: _stack.Mark(); break;
            case Opcode.EmptyTuple: _stack.Push(Array.Empty<object?>()); break;
            case Opcode.Tuple: _stack.Push(_stack.PopToMark()); break;
            case Opcode.Tuple1: _stack.Push(_stack.Pop(1)); break;
            case Opcode.Tuple2: _stack.Push(_stack.Pop(2)); break;
            case Opcode.Tuple3: _stack.Push(_stack.Pop(3)); break;
            case Opcode.EmptyList: _stack.Push(new List<object?>()); break;
            case Opcode.Append: Append(_stack.Pop(1)); break;
            case Opcode.Appends: Append(_stack.PopToMark()); break;
            case Opcode.EmptyDict: _stack.Push(new OrderedDictionary<object, object?>()); break;
            case Opcode.SetItem: SetItems(_stack.Pop(2)); break;
            case Opcode.SetItems: SetItems(_stack.PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Get: _stack.Push(Recall(_cursor.Byte())); break;
            case Opcode.LongGet: _stack.Push(Recall(_cursor.UInt32())); break;
            case Opcode.Put: _memo[_cursor.Byte()] = _stack.Peek(); break;
            case Opcode.LongPut: _memo[_cursor.UInt32()] = _stack.Peek(); break;
            case Opcode.Memoize: _memo[(uint)_memo.Count] = _stack.Peek(); break;
            default: return false;
        }

        return true;
    }

    private bool Object(byte opcode)
    {
        switch (opcode)
        {
            case Opcode.Proto: CheckProtocol(_cursor.Byte()); break;
            case Opcode.Frame: _cursor.UInt64(); break;
            case Opcode.Global: _stack.Push(PickleGlobals.Find(_cursor.Line(), _cursor.Line())); break;
            case Opcode.StackGlobal: StackGlobal(); break;
            case Opcode.Reduce: Reduce(); break;
            case Opcode.Build: Build(); break;
            case Opcode.PersistentId: PersistentId(); break;
            default: return false;
        }

        return true;
    }

    private void Append(object?[] items)
    {
        if (_stack.Peek() is not List<object?> list)
            throw new InvalidDataException("its data.pkl appends to something other than a list");
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (_stack.Peek() is not OrderedDictionary<object, object?> dictionary || items.Length % 2 != 0)
            throw new InvalidDataException("its data.pkl sets items of something other than a dictionary");
        for (var i = 0; i < items.Length; i += 2)
        {
            if (items[i] is not (string or (>= 0L and < MaxKey)))
                throw new InvalidDataException($"a dictionary has a key that is neither a string nor a whole number from 0 to {MaxKey - 1}");
            dictionary[items[i]!] = items[i + 1];
        }
    }

    private object? Recall(uint index) =>
        _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"its data.pkl recalls value {index}, which it never stored");

    private static void CheckProtocol(byte protocol)
    {
        if (protocol > NewestProtocol)
            throw new InvalidDataException($"its pickle protocol is {protocol}, expected 2 to {NewestProtocol}");
    }

    private void StackGlobal()
    {
        if (_stack.Pop(2) is not [string module, string name])
            throw new InvalidDataException("its data.pkl imports something that has no name");
        _stack.Push(PickleGlobals.Find(module, name));
    }

    private void Reduce()
    {
        if (_stack.Pop(2) is not [PickleFunction function, object?[] arguments])
            throw new InvalidDataException("its data.pkl calls something that is not a function");
        _stack.Push(function(_tensors, arguments));
    }

    /// <summary>Drops the version numbers that a state dict carries as attributes.</summary>
    private void Build()
    {
        if (_stack.Pop(2) is not [OrderedDictionary<object, object?> dictionary, _])
            throw new InvalidDataException("refused: it sets the attributes of something other than a dictionary");
        _stack.Push(dictionary);
    }

    private void PersistentId()
    {
        if (_stack.Pop() is not (object?[] and ["storage", ElementType type, string key, string, long elements]))
            throw new InvalidDataException("its data.pkl refers to something other than a storage");
        _stack.Push(_storages.Find(key, type, elements));
    }
}

/// <summary>The pickle machine's stack, which gives nothing from below the newest mark.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _items = [];
    private readonly Stack<int> _marks = [];

    public void Push(object? item) => _items.Add(item);

    public object? Peek() => _items.Count > Floor ? _items[^1] : throw Empty();

    public object? Pop()
    {
        var item = Peek();
        _items.RemoveAt(_items.Count - 1);
        return item;
    }

    public object?[] Pop(int count) => _items.Count - count >= Floor ? Cut(_items.Count - count) : throw Empty();

    public void Mark() => _marks.Push(_items.Count);

    public object?[] PopToMark() => _marks.TryPop(out var mark) ? Cut(mark) : throw Empty();

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    private object?[] Cut(int start)
    {
        var cut = _items[start..].ToArray();
        _items.RemoveRange(start, cut.Length);
        return cut;
    }

    private static InvalidDataException Empty() => new("its data.pkl takes a value where there is none");
}
