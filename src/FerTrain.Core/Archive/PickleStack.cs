namespace FerTrain.Core.Archive;

/// <summary>The pickle machine's stack; nothing is taken from below the newest mark.</summary>
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
