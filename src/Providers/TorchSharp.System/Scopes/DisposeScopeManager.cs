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
        var scope = new DisposeScope(this) { Outer = Current };
        _open.Add(scope);
        return scope;
    }

    internal void Remove(DisposeScope scope) => _open.Remove(scope);
}

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThisThread.Current;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThisThread.Open();
}
