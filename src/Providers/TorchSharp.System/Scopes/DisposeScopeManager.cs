namespace TorchSharp;

/// <summary>The stack of a thread's open scopes.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? _ofThisThread;

    private readonly List<DisposeScope> _open = [];

    internal static DisposeScopeManager OfThisThread => _ofThisThread ??= new DisposeScopeManager();

    internal DisposeScope? Current => _open.Count == 0 ? null : _open[^1];

    internal DisposeScope Open()
    {
        var scope = new DisposeScope(this);
        _open.Add(scope);
        return scope;
    }

    /// <summary>The scope around an open one, whatever was closed in between.</summary>
    internal DisposeScope? OuterOf(DisposeScope scope) => _open.IndexOf(scope) is > 0 and var index ? _open[index - 1] : null;

    internal void Remove(DisposeScope scope) => _open.Remove(scope);
}

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThisThread.Current;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThisThread.Open();
}
