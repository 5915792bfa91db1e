using System.Collections.Immutable;
using FerTrain.Server.Inference;
using FerTrain.Vision;

namespace FerTrain.Tests.Server;

[Collection(TestCollections.Libtorch)]
public sealed class BatchedClassifierTests
{
    [Fact]
    public async Task Faces_that_arrive_while_it_works_are_classified_together_and_each_gets_its_own_answer()
    {
        List<int> batches = [];
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var classifier = new BatchedClassifier(faces =>
        {
            batches.Add(faces.Count);
            begun.Set();
            go.Wait();
            return [.. faces.Select(face => ImmutableArray.Create((float)face.Pixels[0]))];
        });
        var first = classifier.Classify(Faces(1), CancellationToken.None);
        begun.Wait();
        using var cancel = new CancellationTokenSource();
        var unwanted = classifier.Classify(Faces(9), cancel.Token);
        var others = new[] { classifier.Classify(Faces(2, 3), CancellationToken.None), classifier.Classify(Faces(4), CancellationToken.None) };
        cancel.Cancel();
        go.Set();

        (await first).Select(answer => answer[0]).ShouldBe([1f]);
        (await Task.WhenAll(others)).Select(answers => answers.Select(answer => answer[0]).ToArray()).ShouldBe([[2f, 3f], [4f]]);
        await Should.ThrowAsync<OperationCanceledException>(unwanted);
        batches.ShouldBe([1, 3]);
    }

    [Fact]
    public async Task A_failure_is_of_its_batch_alone()
    {
        using var classifier = new BatchedClassifier(faces => faces[0].Pixels[0] == 0 ? throw new InvalidOperationException("broken") : [[1f]]);
        await Should.ThrowAsync<InvalidOperationException>(classifier.Classify(Faces(0), CancellationToken.None));
        (await classifier.Classify(Faces(1), CancellationToken.None)).ShouldHaveSingleItem();
        (await classifier.Classify([], CancellationToken.None)).ShouldBeEmpty();
    }

    private static FaceCrop[] Faces(params byte[] values) => [.. values.Select(value => new FaceCrop([value], 1, 1))];
}
