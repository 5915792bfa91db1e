namespace FerTrain.Core.Archive;

/// <summary>Sees to it that what a pickle built can be walked: no cycle, no bomb of shared lists, nothing but plain values.</summary>
internal sealed class PlainValues
{
    private const int MaxDepth = 100;
    private const int MaxValues = 2_000_000;

    private int _seen;

    private PlainValues() { }

    public static void Check(object? value) => new PlainValues().Visit(value, depth: 0);

    private void Visit(object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidDataException($"its values are nested more than {MaxDepth} deep");
        if (++_seen > MaxValues)
            throw new InvalidDataException($"it unfolds to more than {MaxValues} values");

        switch (value)
        {
            case null or bool or long or double or string or StoredTensor:
                break;
            case OrderedDictionary<object, object?> items:
                foreach (var item in items.Values)
                    Visit(item, depth + 1);
                break;
            case IReadOnlyList<object?> items:
                foreach (var item in items)
                    Visit(item, depth + 1);
                break;
            default:
                throw new InvalidDataException("it holds a class or a storage where a value belongs");
        }
    }
}
