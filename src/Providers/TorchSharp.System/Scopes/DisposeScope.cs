namespace TorchSharp;

/// <summary>Owns every tensor that its thread makes until it is disposed, except those moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<IDisposable>? _owned = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager) => _manager = manager;

    internal DisposeScope? Outer { get; init; }

    public int DisposablesCount => Owned.Count;

    private HashSet<IDisposable> Owned => _owned ?? throw new ObjectDisposedException(nameof(DisposeScope));

    public bool Contains(IDisposable disposable) => Owned.Contains(disposable);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer, disposable);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        Owned.Remove(disposable);
        scope?.Owned.Add(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = scope;
        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is torch.Tensor { OwningDisposeScope: { } owner })
            owner.MoveToOther(this, disposable);
        else
            Include(disposable);
    }

    public void MarkAsDisposed(IDisposable disposable) => _owned?.Remove(disposable);

    public void Dispose()
    {
        if (_owned is not { } owned) return;
        _owned = null;
        _manager.Remove(this);
        foreach (var disposable in owned)
            disposable.Dispose();
    }

    internal void Include(IDisposable disposable)
    {
        Owned.Add(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = this;
    }
}
