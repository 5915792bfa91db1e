namespace TorchSharp;

/// <summary>Owns every tensor that its thread makes until it is disposed, except those moved out.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<torch.Tensor>? _owned = [];

    internal DisposeScope(DisposeScopeManager manager) => _manager = manager;

    public int DisposablesCount => Owned.Count;

    private HashSet<torch.Tensor> Owned => _owned ?? throw new ObjectDisposedException(nameof(DisposeScope));

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor && Owned.Contains(tensor);

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(_manager.OuterOf(this), disposable);

    /// <summary>Hands a tensor of this scope to another one; tensors of other scopes stay where they are.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (Owned is var owned && disposable is torch.Tensor tensor && owned.Remove(tensor))
        {
            tensor.OwningDisposeScope = null;
            scope?.Include(tensor);
        }

        return disposable;
    }

    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public void Attach(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor) throw new InvalidOperationException("DisposeScope can only manage tensors.");
        Include(tensor.DetachFromDisposeScope());
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor) _owned?.Remove(tensor);
    }

    public void Dispose()
    {
        if (_owned is not { } owned) return;
        _owned = null;
        _manager.Remove(this);
        foreach (var tensor in owned)
            tensor.Dispose();
    }

    internal void Include(torch.Tensor tensor)
    {
        Owned.Add(tensor);
        tensor.OwningDisposeScope = this;
    }
}
