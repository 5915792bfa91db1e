using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests.Interop;

public sealed class HostAccessTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void While_it_is_forbidden_elements_are_neither_read_nor_written_but_computing_goes_on()
    {
        var ones = torch.ones([2]);
        using (HostAccess.Forbid())
        {
            Should.Throw<InvalidOperationException>(() => ones.sum().item<float>());
            Should.Throw<InvalidOperationException>(() => ones.data<float>().ToArray());
            Should.Throw<InvalidOperationException>(() => tensor([1f, 2]));
            _ = ones.add_(1).fill_(3);
        }

        ones.Values().ShouldBe([3.0, 3]);
    }
}
