namespace Microsoft.ML.OnnxRuntime;

/// <summary>Results, all of which are disposed of together.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable;
