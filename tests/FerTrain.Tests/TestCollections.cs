using Xunit.Abstractions;

namespace FerTrain.Tests;

/// <summary>Test classes run in parallel, except those that share what a process has only once.</summary>
internal static class TestCollections
{
    /// <summary>Classes that touch libtorch, which has one random state and one number of threads: one by one, beside all others.</summary>
    public const string Libtorch = "libtorch";

    /// <summary>Classes that change or measure the process, its environment, current folder or memory: one by one, and nothing beside them.</summary>
    public const string Alone = "alone";
}

[CollectionDefinition(TestCollections.Alone, DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Begins with the tests that take longest, so that no core waits for them at the end.</summary>
public sealed class LibtorchFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName == TestCollections.Libtorch);
}
