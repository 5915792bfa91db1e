using FerTrain.Data;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Data;

public sealed class FerPlusVotesTests
{
    /// <summary>Votes of classes 0 to 7, of unknown and of no face; the majority; the soft labels in percent.</summary>
    public static TheoryData<int[], int?, double[]> Examples => new()
    {
        { [0, 0, 0, 10], 3, [0, 0, 0, 100] },
        { [0, 1, 0, 8, 1], 3, [0, 0, 0, 100] }, // single votes are outliers
        { [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], null, [] },
        { [], null, [] },
        { [5, 5], null, [50, 50] }, // a half is no majority
        { [5, 2, 1, 1, 1], 0, [500 / 7.0, 200 / 7.0] }, // but it is one of what remains without outliers
        { [4, 3, 3], null, [40, 30, 30] },
        { [8, 2], 0, [100] }, // enough with the first
        { [3, 3, 2, 2], null, [] }, // a tie makes them four
        { [2, 2, 2, 2, 2], null, [] },
        { [6, 0, 0, 0, 0, 0, 0, 0, 4], 0, [100] },
        { [5, 0, 0, 0, 0, 0, 0, 0, 5], null, [] },
        { [3, 3, 0, 0, 0, 0, 0, 0, 3, 1], null, [50, 50] }, // unknown is no more often than they
        { [4, 2, 0, 0, 0, 0, 0, 0, 2], null, [200 / 3.0, 100 / 3.0] },
        { [4, 0, 0, 0, 0, 0, 0, 0, 6], null, [] },
        { [0, 0, 0, 0, 0, 0, 0, 0, 0, 10], null, [] },
        { [4, 0, 0, 0, 0, 0, 0, 4, 2], null, [50, 0, 0, 0, 0, 0, 0, 50] },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Votes_make_the_labels_of_the_published_rules(int[] votes, int? majority, double[] softLabels)
    {
        var cast = Cast(votes);
        FerPlusVotes.Majority(cast).ShouldBe((byte?)majority);
        SoftLabels(cast).Select(fraction => fraction * 100.0).ShouldBe([.. softLabels, .. new double[8 - softLabels.Length]], tolerance: 1e-5);
    }

    [Fact]
    public void Any_votes_make_what_a_naive_reading_of_the_rules_makes() =>
        Prop.ForAll(Ballots.ToArbitrary(), cast =>
        {
            var majority = FerPlusVotes.Majority(cast);
            var softLabels = SoftLabels(cast);
            return majority == NaiveMajority(cast)
                && softLabels.Zip(NaiveShares(cast)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6)
                && (majority is not { } label || softLabels[label] > 0.5);
        }).QuickCheckThrowOnFailure();

    /// <summary>Ten votes, most of them for few classes.</summary>
    private static Gen<byte[]> Ballots =>
        from spread in Gen.Choose(1, 10)
        from order in Gen.Shuffle(Enumerable.Range(0, 10).ToArray())
        from votes in Gen.ArrayOf(Gen.Choose(0, spread - 1), 10)
        select Enumerable.Range(0, 10).Select(column => (byte)votes.Count(vote => order[vote] == column)).ToArray();

    private static int? NaiveMajority(byte[] cast)
    {
        var counted = cast.Select(count => count == 1 ? 0.0 : count).ToArray();
        var winner = Array.FindIndex(counted, count => count > 0.5 * counted.Sum());
        return winner is >= 0 and < 8 ? winner : null;
    }

    /// <summary>Step by step as the authors' program takes the votes away.</summary>
    private static double[] NaiveShares(byte[] cast)
    {
        var left = cast.Select(count => count == 1 ? 0.0 : count).ToArray();
        var (all, taken, isOver) = (left.Sum(), new double[10], false);
        while (taken.Sum() < 0.75 * all && taken.Count(fraction => fraction > 0) < 3 && !isOver)
        {
            var most = left.Max();
            for (var i = 0; i < 10 && !isOver; i++)
            {
                if (left[i] != most) continue;
                isOver = i >= 8;
                taken[i] = isOver && taken.Sum() > 0 ? 0 : most;
                left[i] = 0;
            }
        }

        var isKept = taken.Sum() > 0.5 * all && taken.Count(fraction => fraction > 0) <= 3 && taken[8] + taken[9] == 0;
        return [.. taken.Take(8).Select(fraction => isKept ? fraction / taken.Sum() : 0)];
    }

    private static byte[] Cast(int[] votes) => [.. votes.Select(count => (byte)count), .. new byte[10 - votes.Length]];

    private static float[] SoftLabels(byte[] cast)
    {
        var softLabels = new float[FerPlusVotes.Classes];
        FerPlusVotes.ToSoftLabel(cast, softLabels);
        return softLabels;
    }
}
