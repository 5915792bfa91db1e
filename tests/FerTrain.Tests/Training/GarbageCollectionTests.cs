namespace FerTrain.Tests.Training;

[Collection(TestCollections.Alone)]
public sealed class GarbageCollectionTests
{
    // 56 steps of one face allocate too little for a collection of their own.
    [Fact]
    public void What_only_a_collection_frees_does_not_grow_with_the_steps_of_an_epoch()
    {
        using var folder = new TempFolder();
        var before = GC.CollectionCount(0);

        SmallRun.Train(SmallRun.Config("data.synthetic_count=70", "train.batch_size=1", "train.epochs=1"), SmallRun.Directory(folder, "run"));

        (GC.CollectionCount(0) - before).ShouldBeGreaterThanOrEqualTo(3);
    }
}
