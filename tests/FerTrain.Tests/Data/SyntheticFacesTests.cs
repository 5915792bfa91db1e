using FerTrain.Data;

namespace FerTrain.Tests.Data;

public sealed class SyntheticFacesTests
{
    private static readonly FaceSet Faces = SyntheticFaces.Generate(2100, seed: 0);

    [Fact]
    public void A_face_depends_on_the_seed_and_its_row_alone()
    {
        var few = SyntheticFaces.Generate(20, seed: 0);

        for (var row = 0; row < few.Count; row++)
            few.Face(row).SequenceEqual(Faces.Face(row)).ShouldBeTrue();
        few.Face(3).SequenceEqual(SyntheticFaces.Generate(20, seed: 1).Face(3)).ShouldBeFalse();
    }

    [Fact]
    public void Each_usage_holds_as_many_faces_of_every_class()
    {
        var counts = Enumerable.Range(0, Faces.Count).CountBy(row => (Faces.Usages[row], Faces.Labels[row])).ToDictionary();

        counts.Count.ShouldBe(21);
        counts.ShouldAllBe(c => c.Value == (c.Key.Item1 == Usage.Training ? 240 : 30));
    }

    [Fact]
    public void No_two_faces_are_equal_and_none_is_of_one_tone()
    {
        var facts = DataCheck.Of(Faces, []);

        (facts.ExcessDuplicates, facts.ConstantImages).ShouldBe((0, 0));
    }

    [Fact]
    public void No_single_pixel_gives_the_class_away()
    {
        var best = 0;
        for (var pixel = 0; pixel < Sample.FaceBytes; pixel++)
            best = Math.Max(best, StumpHits(pixel));

        ((double)best / Faces.Count).ShouldBeInRange(1.0 / 7, 0.35);
    }

    [Fact]
    public void The_nearest_class_mean_is_right_more_often_than_chance_but_far_from_always()
    {
        var means = Enumerable.Range(0, 7).Select(label => Mean([.. Rows(Usage.Training).Where(row => Faces.Labels[row] == label)])).ToArray();
        var tests = Rows(Usage.PublicTest).Concat(Rows(Usage.PrivateTest)).ToArray();
        var hits = tests.Count(row => means.Select((mean, label) => (Label: label, Away: Away(row, mean))).MinBy(m => m.Away).Label == Faces.Labels[row]);

        ((double)hits / tests.Length).ShouldBeInRange(1.0 / 7, 0.75);
    }

    /// <summary>Returns the most rows that one threshold on one pixel classifies correctly.</summary>
    private static int StumpHits(int pixel)
    {
        var below = new int[7, 257];
        for (var row = 0; row < Faces.Count; row++)
            below[Faces.Labels[row], Faces.Pixels[row * Sample.FaceBytes + pixel] + 1]++;
        for (var label = 0; label < 7; label++)
        {
            for (var grey = 1; grey <= 256; grey++)
                below[label, grey] += below[label, grey - 1];
        }

        return Enumerable.Range(0, 257).Max(grey =>
        {
            var (left, right) = (0, 0);
            for (var label = 0; label < 7; label++)
                (left, right) = (Math.Max(left, below[label, grey]), Math.Max(right, below[label, 256] - below[label, grey]));
            return left + right;
        });
    }

    private static IEnumerable<int> Rows(Usage usage) => Enumerable.Range(0, Faces.Count).Where(row => Faces.Usages[row] == usage);

    private static double[] Mean(int[] rows) =>
        [.. Enumerable.Range(0, Sample.FaceBytes).Select(pixel => rows.Average(row => (double)Faces.Face(row)[pixel]))];

    private static double Away(int row, double[] mean)
    {
        var face = Faces.Face(row);
        var sum = 0.0;
        for (var i = 0; i < mean.Length; i++)
            sum += (face[i] - mean[i]) * (face[i] - mean[i]);
        return sum;
    }
}
