using System.Collections.Frozen;

namespace FerTrain.Core.Archive;

/// <summary>Runs in place of a Python function that a pickle calls.</summary>
internal delegate object? PickleFunction(TensorBuilder tensors, object?[] arguments);

/// <summary>Lists the only names that a pickle may import. None is looked up in Python or .NET: each stands for a value or a function here.</summary>
internal static class PickleGlobals
{
    private static readonly FrozenDictionary<string, object> Known = Functions()
        .Select(f => KeyValuePair.Create<string, object>(f.Name, f.Function))
        .Concat(Enum.GetValues<ElementType>().Select(type => KeyValuePair.Create<string, object>($"torch.{type.StorageClass()}", type)))
        .ToFrozenDictionary();

    /// <summary>Gives a <see cref="PickleFunction"/>, or an <see cref="ElementType"/> for a storage class.</summary>
    public static object Find(string module, string name) =>
        Known.TryGetValue($"{module}.{name}", out var known)
            ? known
            : throw new InvalidDataException($"refused: it would import '{module}.{name}'");

    private static IEnumerable<(string Name, PickleFunction Function)> Functions() =>
    [
        ("collections.OrderedDict", (_, arguments) => arguments is [] ? new OrderedDictionary<object, object?>() : throw Unexpected("OrderedDict")),
        ("torch.Size", (_, arguments) => arguments is [object?[] sides] ? sides : throw Unexpected("torch.Size")),
        ("torch.device", (_, arguments) => Device(arguments)),
        ("torch._utils._rebuild_parameter", (_, arguments) => arguments is [StoredTensor tensor, ..] ? tensor : throw Unexpected("_rebuild_parameter")),
        ("torch._utils._rebuild_tensor_v2", RebuildTensor),
    ];

    private static string Device(object?[] arguments) => arguments switch
    {
        [string kind] => kind,
        [string kind, long index] => $"{kind}:{index}",
        _ => throw Unexpected("torch.device"),
    };

    private static StoredTensor RebuildTensor(TensorBuilder tensors, object?[] arguments) =>
        arguments is [Storage storage, long offset, object?[] shape, object?[] strides, ..]
            ? tensors.Build(storage, offset, Numbers(shape), Numbers(strides))
            : throw Unexpected("_rebuild_tensor_v2");

    private static long[] Numbers(object?[] values) =>
        Array.ConvertAll(values, value => value is long number ? number : throw new InvalidDataException("a tensor's shape or strides are not whole numbers"));

    private static InvalidDataException Unexpected(string function) => new($"{function} is called with unexpected arguments");
}
