using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Models.Classic;
using FerTrain.Torch;
using FerTrain.Training.Classic;
using OpenCvSharp;
using OpenCvSharp.ML;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Training.Classic;

/// <summary>What is fitted answers as OpenCV's own models do.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class FitTests
{
    private const int Rows = 120, Width = 5, Classes = 4;

    static FitTests() => OneThread.Use();

    private static readonly LabelledFeatures Clouds = Draw();

    [Fact]
    public void Pairs_of_classes_decide_as_one_support_vector_machine_of_all_does()
    {
        const double c = 2, width = 1.5;
        using var fitted = SupportVectorFit.Fit(Clouds, c, width, CancellationToken.None);
        using var whole = SVM.Create();
        var mean = Clouds.Values.Average();
        var gamma = width / (Width * Clouds.Values.Average(value => Math.Pow(value - mean, 2)));
        (whole.KernelType, whole.C, whole.Gamma) = (SVM.KernelTypes.Rbf, c, gamma);
        whole.TermCriteria = new TermCriteria(CriteriaTypes.Eps, 0, 1e-3);

        Winners(fitted).ShouldBe(Trained(whole));
    }

    [Fact]
    public void A_class_without_faces_never_wins()
    {
        using var fitted = SupportVectorFit.Fit(Clouds with { Classes = Classes + 1 }, 1, 1, CancellationToken.None);
        Winners(fitted).ShouldAllBe(label => label < Classes);
    }

    [Fact]
    public void Neighbours_answer_as_those_of_opencv()
    {
        using var nearest = KNearest.Create();
        (nearest.DefaultK, nearest.IsClassifier) = (1, true);
        using var fitted = (NearestNeighbors)ClassicCandidate.Of(Config("knn", "classic.n_neighbors=[1]"), Clouds).ShouldHaveSingleItem().Fit(CancellationToken.None);

        Winners(fitted).ShouldBe(Trained(nearest));
    }

    [Fact]
    public void A_tree_votes_as_the_one_that_opencv_grew()
    {
        var seeds = new Seeds(3);
        using var fitted = new ForestFit(Clouds, new ClassicConfig { NEstimators = 1 }, seeds).Fit(CancellationToken.None);
        _ = Cv2.SetTheRNG(seeds.Stream("tree", 0).NextUInt64());
        using var tree = RTrees.Create();
        (tree.MaxDepth, tree.MinSampleCount, tree.TermCriteria) = (25, 1, new TermCriteria(CriteriaTypes.Count, 1, 0));

        Winners(fitted).ShouldBe(Trained(tree));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_node_of_fewer_rows_than_tree_split_is_a_leaf_and_one_of_as_many_is_not(int split, bool splits)
    {
        var two = new LabelledFeatures([0, 1], Width: 1, Labels: [0, 1], Classes: 2);
        using var forest = new ForestFit(two, new ClassicConfig { NEstimators = 20, MinSamplesSplit = split }, new Seeds(1)).Fit(CancellationToken.None);
        using var scope = NewDisposeScope();
        var fractions = forest.call(tensor(two.Values, [2, 1])).data<float>().ToArray();

        (fractions[0] > fractions[2]).ShouldBe(splits); // the first row's votes for its class, and the second's for that one
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_forest_has_as_many_trees_as_asked(int trees)
    {
        using var forest = new ForestFit(Clouds, new ClassicConfig { NEstimators = trees }, new Seeds(1)).Fit(CancellationToken.None);

        var votes = Array.ConvertAll(Answers(forest), fraction => (double)trees * fraction);
        votes.ShouldAllBe(count => Math.Abs(count - Math.Round(count)) < 1e-5);
        votes.ShouldContain(count => Math.Abs(count - 1) < 1e-5); // one tree alone
    }

    [Fact]
    public void A_tree_is_no_deeper_than_asked()
    {
        int Answered(int depth)
        {
            using var forest = new ForestFit(Clouds, new ClassicConfig { NEstimators = 1, MaxDepth = depth }, new Seeds(1)).Fit(CancellationToken.None);
            return Winners(forest).Distinct().Count();
        }

        Answered(1).ShouldBe(2); // two leaves
        Answered(ClassicConfig.DeepestTree).ShouldBe(Classes);
    }

    [Fact]
    public void A_forest_is_the_same_each_time_and_its_trees_differ()
    {
        float[] Fractions(int trees)
        {
            using var forest = new ForestFit(Clouds, new ClassicConfig { NEstimators = trees, MaxDepth = 3 }, new Seeds(1)).Fit(CancellationToken.None);
            return Answers(forest);
        }

        Fractions(9).ShouldBe(Fractions(9));
        Fractions(9).ShouldContain(fraction => fraction > 0.1f && fraction < 0.9f);
    }

    [Fact]
    public void Cancelled_fits_end()
    {
        var cancelled = new CancellationToken(canceled: true);
        Should.Throw<OperationCanceledException>(() => SupportVectorFit.Fit(Clouds, 1, 1, cancelled));
        Should.Throw<OperationCanceledException>(() => new ForestFit(Clouds, new ClassicConfig(), new Seeds(1)).Fit(cancelled));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0.999999, Width)]
    [InlineData(1e-9, 1)]
    public void Components_are_as_many_as_asked_or_explain_the_share(double wanted, int count)
    {
        using var scope = NewDisposeScope();
        using var components = ComponentFit.Fit(Clouds, wanted);
        var projected = components.call(tensor(Clouds.Values, [Rows, Width]));

        projected.shape.ShouldBe([Rows, count]);
        projected.mean([0]).data<float>().ToArray().ShouldAllBe(mean => Math.Abs(mean) < 1e-3);
        var variances = projected.Squared().mean([0]).data<float>().ToArray();
        variances.ShouldBe(variances.OrderDescending());
    }

    [Theory]
    [InlineData(Rows, Width)]
    [InlineData(4, 3)] // four faces differ in three directions
    public void Components_are_the_right_singular_vectors_of_few_and_of_many_faces(int faces, int count)
    {
        using var scope = NewDisposeScope();
        var clouds = Clouds.Subset([.. Enumerable.Range(0, faces)], row => Clouds.Labels[row]);
        var samples = tensor(clouds.Values, [faces, Width]);
        var (_, _, expected) = linalg.svd(samples - samples.mean([0]), fullMatrices: false);

        using var components = ComponentFit.Fit(clouds, count);

        var directions = components.named_buffers().Single(buffer => buffer.name == "directions").buffer;
        (directions * expected.narrow(0, 0, count)).sum(1).abs().data<float>().ToArray().ShouldAllBe(cosine => Math.Abs(cosine - 1) < 1e-4);
    }

    private static RunConfig Config(string model, params string[] overrides) => ConfigFile.Parse($"model: {{name: {model}}}", "classic", overrides);

    /// <summary>Clouds that overlap.</summary>
    private static LabelledFeatures Draw()
    {
        var random = new Seeds(5).Stream("clouds");
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % Classes)];
        float[] values = [.. labels.SelectMany(label => Enumerable.Range(0, Width).Select(axis => (float)(random.NextNormal() + (axis == label ? 2 : 0))))];
        return new LabelledFeatures(values, Width, labels, Classes);
    }

    private static int[] Trained(StatModel model)
    {
        using var samples = Clouds.ToMat();
        using var labels = Clouds.LabelsToMat();
        using var results = new Mat();
        model.Train(samples, SampleTypes.RowSample, labels).ShouldBeTrue();
        _ = model.Predict(samples, results);
        return [.. results.AsSpan<float>().ToArray().Select(label => (int)label)];
    }

    private static int[] Winners(Module<Tensor, Tensor> votes) =>
        [.. Answers(votes).Chunk(Answers(votes).Length / Rows).Select(fractions => Array.IndexOf(fractions, fractions.Max()))];

    private static float[] Answers(Module<Tensor, Tensor> votes)
    {
        using var scope = NewDisposeScope();
        return votes.call(tensor(Clouds.Values, [Rows, Width])).data<float>().ToArray();
    }
}
