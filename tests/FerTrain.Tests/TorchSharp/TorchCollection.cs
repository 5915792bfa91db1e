namespace FerTrain.Tests.TorchSharpTests;

/// <summary>
/// Tests that make tensors. They run one after another and beside no others, for libtorch's random numbers and the
/// count of live tensors belong to the whole process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "torch";
}
