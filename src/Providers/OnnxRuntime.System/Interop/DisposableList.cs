namespace Microsoft.ML.OnnxRuntime.Interop;

/// <summary>Owns its elements.</summary>
internal sealed class DisposableList<T>(IEnumerable<T> elements) : List<T>(elements), IDisposableReadOnlyCollection<T>
    where T : IDisposable
{
    public void Dispose()
    {
        foreach (var element in this)
            element.Dispose();
        Clear();
    }
}
