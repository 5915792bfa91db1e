using FerTrain.Core;
using FerTrain.Models.Classic;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Models.Classic;

/// <summary>What votes on features, against loops over them.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class VotesTests
{
    private const int Classes = 4, Width = 3, Faces = 20, Queries = 6;

    [Fact]
    public void Neighbours_vote_as_a_naive_search_finds_them() => ForAnySeed(random =>
    {
        var (faces, queries) = (Numbers(random, Faces * Width), Numbers(random, Queries * Width));
        int[] labels = [.. Enumerable.Range(0, Faces).Select(_ => random.NextInt(Classes))];
        var asked = 1 + random.NextInt(Faces);
        using var votes = new NearestNeighbors(
            tensor(faces, [Faces, Width]), tensor(Array.ConvertAll(labels, label => (long)label)), tensor([(long)asked]), Classes);

        ShouldGive(votes, queries, query =>
        {
            var nearest = Enumerable.Range(0, Faces).OrderBy(face => Squared(faces, face, queries, query)).Take(asked).ToArray();
            return [.. Enumerable.Range(0, Classes).Select(label => nearest.Count(face => labels[face] == label) / (float)asked)];
        });
    });

    [Fact]
    public void Support_vectors_vote_for_the_winner_of_each_pair_and_break_ties_by_less_than_half_a_vote() => ForAnySeed(random =>
    {
        var pairs = SupportVectors.Pairs(Classes);
        var (vectors, queries) = (Numbers(random, Faces * Width), Numbers(random, Queries * Width));
        var (coefficients, offsets) = (Numbers(random, pairs.Count * Faces), Numbers(random, pairs.Count));
        const float gamma = 0.7f;
        using var votes = new SupportVectors(
            tensor(vectors, [Faces, Width]), tensor(coefficients, [pairs.Count, Faces]), tensor(offsets), tensor([gamma]), Classes);

        ShouldGive(votes, queries, query =>
        {
            var (wins, sums) = (new double[Classes], new double[Classes]);
            for (var pair = 0; pair < pairs.Count; pair++)
            {
                var decision = Enumerable.Range(0, Faces).Sum(face => coefficients[pair * Faces + face] * Math.Exp(-gamma * Squared(vectors, face, queries, query))) - offsets[pair];
                var (first, second) = pairs[pair];
                wins[decision > 0 ? first : second]++;
                sums[first] += decision;
                sums[second] -= decision;
            }

            return [.. wins.Zip(sums, (won, sum) => (float)((won + sum / (3 * (Math.Abs(sum) + 1))) / (Classes - 1)))];
        });
    });

    [Fact]
    public void Pairs_are_all_of_two_classes() =>
        SupportVectors.Pairs(3).ShouldBe([(0, 1), (0, 2), (1, 2)]);

    /// <summary>The first tree asks twice, the second is one leaf.</summary>
    [Fact]
    public void Trees_vote_with_the_leaf_that_a_face_falls_into()
    {
        const float none = float.PositiveInfinity;
        using var votes = new RandomForest(
            tensor([0L, 5]),
            new TreeNodes(tensor([0L, 0, 2, 0, 0, 0]), tensor([0.5f, none, 0.1f, none, none, none]), tensor([1L, 1, 3, 3, 4, 5]), tensor([0L, 3, 0, 1, 2, 2])),
            Classes);

        ShouldGive(votes, [0.5f, 0, 9, 0.6f, 0, 0.1f, 0.6f, 0, 0.2f], query => query switch
        {
            0 => [0, 0, 0.5f, 0.5f],
            1 => [0, 0.5f, 0.5f, 0],
            _ => [0, 0, 1, 0],
        });
    }

    [Fact]
    public void Components_are_projections_of_what_is_left_without_the_mean()
    {
        using var components = new PrincipalComponents(tensor([1f, 2, 3]), tensor([1f, 0, 0, 0, 0.6f, 0.8f], [2, 3]));
        ShouldGive(components, [2f, 2, 3, 1, 3, 4], query => query == 0 ? [1, 0] : [0, 1.4f]);
    }

    [Fact]
    public void A_temperature_divides()
    {
        using var temperature = new Temperature();
        temperature.Set(0.25);
        ShouldGive(temperature, [1f, 0, 0.5f], _ => [4, 0, 2]);
    }

    private static void ShouldGive(Module<Tensor, Tensor> layer, float[] inputs, Func<int, float[]> expected)
    {
        using var scope = NewDisposeScope();
        var actual = layer.call(tensor(inputs, [inputs.Length / Width, Width]));
        var rows = actual.data<float>().ToArray().Chunk((int)actual.shape[1]).ToArray();
        rows.Length.ShouldBe(inputs.Length / Width);
        for (var row = 0; row < rows.Length; row++)
            rows[row].ShouldBe(expected(row), 1e-4f);
    }

    private static void ForAnySeed(Action<RandomStream> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed => check(new RandomStream(seed))).QuickCheckThrowOnFailure();

    private static float[] Numbers(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Uniform(-1, 1))];

    private static double Squared(float[] first, int i, float[] second, int j) =>
        Enumerable.Range(0, Width).Sum(axis => Math.Pow(first[i * Width + axis] - second[j * Width + axis], 2));
}
