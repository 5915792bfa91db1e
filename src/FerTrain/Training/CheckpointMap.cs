using System.Globalization;
using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Reads a dictionary of a checkpoint by key and type; the error names what is missing or of another type.</summary>
internal sealed class CheckpointMap(OrderedDictionary<object, object?> items, string file, string at = "")
{
    public IEnumerable<string> Keys => items.Keys.Select(key => $"{key}");

    public T Get<T>(string key) => items.TryGetValue(key, out var value) && value is T typed
        ? typed
        : throw Unexpected(key, Describe(value), $"a value of type {typeof(T).Name}");

    public int Int(string key) => Get<long>(key) is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw Unexpected(key, $"{Get<long>(key)}", "a 32-bit whole number");

    /// <summary>Refuses a value that does not hold what it should.</summary>
    /// <exception cref="UserError">It does not.</exception>
    public void Require(string key, bool holds, string expected)
    {
        if (!holds) throw Unexpected(key, Shown(items.GetValueOrDefault(key)), expected);
    }

    /// <summary>Refuses tensors with a number that is infinite or none: no training writes such a checkpoint.</summary>
    /// <exception cref="UserError">There is one.</exception>
    public void RequireFinite()
    {
        foreach (var (key, value) in items)
            Require($"{key}", value is not StoredTensor tensor || tensor.IsFinite(), "finite numbers");
    }

    public CheckpointMap Map(string key) => new(Get<OrderedDictionary<object, object?>>(key), file, $"{at}{key}.");

    /// <summary>Gives the value of a key, or null where it holds null.</summary>
    public T? GetOrNull<T>(string key) where T : class => items.TryGetValue(key, out var value) && value is null ? null : Get<T>(key);

    public StoredTensor Tensor(string key) => Get<StoredTensor>(key);

    /// <summary>Gives the tensor of a key, which must have this type and shape; null stands for any size.</summary>
    public StoredTensor Tensor(string key, ElementType type, IReadOnlyList<long?> shape)
    {
        var tensor = Tensor(key);
        var fits = tensor.Type == type && tensor.Shape.Length == shape.Count && tensor.Shape.Zip(shape).All(pair => pair.Second is null || pair.First == pair.Second);
        return fits ? tensor : throw Unexpected(key, $"{tensor}", $"{type} [{string.Join(", ", shape.Select(size => size is null ? "any" : $"{size}"))}]");
    }

    /// <summary>Makes a new tensor from the stored one.</summary>
    public Tensor ToTensor(string key) => TensorStorage.Load(Tensor(key), $"{file}: {at}{key}");

    /// <summary>Overwrites a tensor with the stored one.</summary>
    public void CopyTo(string key, Tensor target) => Tensor(key).CopyTo(target, $"{file}: {at}{key}");

    /// <summary>Reads a number that is stored as a tensor of one float64.</summary>
    public double Double(string key) => Tensor(key) is { Type: ElementType.Float64, Shape.IsEmpty: true } scalar
        ? BitConverter.ToDouble(scalar.Bytes.Span)
        : throw Unexpected(key, $"{Tensor(key)}", "a scalar of float64");

    /// <summary>Reads numbers that are stored as a list of float32.</summary>
    public float[] Floats(string key) => Tensor(key) is { Type: ElementType.Float32, Shape.Length: 1 } list
        ? MemoryMarshal.Cast<byte, float>(list.Bytes.Span).ToArray()
        : throw Unexpected(key, $"{Tensor(key)}", "a list of float32");

    private UserError Unexpected(string key, string got, string expected) =>
        new($"{file}: not a checkpoint FerTrain can read: {at}{FileProblem.Shortened(key)} is {got}, expected: {expected}");

    private static string Shown(object? value) => value switch
    {
        string text => $"'{FileProblem.Shortened(text)}'",
        long or double or bool => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        StoredTensor { Type: ElementType.Float64, Shape.IsEmpty: true } scalar => string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToDouble(scalar.Bytes.Span)}"),
        StoredTensor tensor => $"{tensor}",
        _ => Describe(value),
    };

    private static string Describe(object? value) => value is null ? "missing" : $"a {value.GetType().Name}";
}
