using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Reads a dictionary of a checkpoint by key and type; the error names what is missing or of another type.</summary>
internal sealed class PlainMap(OrderedDictionary<object, object?> items, string file, string at = "")
{
    public IEnumerable<string> Keys => items.Keys.Select(key => $"{key}");

    public T Get<T>(string key) => items.TryGetValue(key, out var value) && value is T typed
        ? typed
        : throw new UserError($"{file}: not a checkpoint FerTrain can read: {at}{key} is {Describe(value)}, expected: a value of type {typeof(T).Name}");

    public int Int(string key) => Get<long>(key) is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw new UserError($"{file}: not a checkpoint FerTrain can read: {at}{key} is {Get<long>(key)}, expected: a 32-bit whole number");

    public PlainMap Map(string key) => new(Get<OrderedDictionary<object, object?>>(key), file, $"{at}{key}.");

    /// <summary>Gives the value of a key, or null where it holds null.</summary>
    public T? GetOrNull<T>(string key) where T : class => items.TryGetValue(key, out var value) && value is null ? null : Get<T>(key);

    public StoredTensor Tensor(string key) => Get<StoredTensor>(key);

    /// <summary>Makes a new tensor from the stored one.</summary>
    public Tensor ToTensor(string key) => TensorStorage.Load(Tensor(key), $"{file}: {at}{key}");

    /// <summary>Overwrites a tensor with the stored one.</summary>
    public void CopyTo(string key, Tensor target) => Tensor(key).CopyTo(target, $"{file}: {at}{key}");

    /// <summary>Reads a number that is stored as a tensor of one float64.</summary>
    public double Double(string key) => Tensor(key) is { Type: ElementType.Float64, Shape.IsEmpty: true } scalar
        ? BitConverter.ToDouble(scalar.Bytes.Span)
        : throw new UserError($"{file}: not a checkpoint FerTrain can read: {at}{key} is not a scalar of float64");

    /// <summary>Reads numbers that are stored as a list of float32.</summary>
    public float[] Floats(string key) => Tensor(key) is { Type: ElementType.Float32, Shape.Length: 1 } list
        ? MemoryMarshal.Cast<byte, float>(list.Bytes.Span).ToArray()
        : throw new UserError($"{file}: not a checkpoint FerTrain can read: {at}{key} is not a list of float32");

    private static string Describe(object? value) => value is null ? "missing" : $"a {value.GetType().Name}";
}
