using OpenCvSharp;
using OpenCvSharp.ML;

namespace FerTrain.Tests.OpenCv;

public sealed class LearningTests : IDisposable
{
    private const int Samples = 90, Classes = 3;

    private readonly TempFolder _folder = new();
    private readonly Mat _points, _labels;

    /// <summary>Three clouds of points around the corners of a triangle.</summary>
    public LearningTests()
    {
        var random = new FerTrain.Core.Seeds(1).Stream("clouds");
        float[] points = [.. Enumerable.Range(0, Samples).SelectMany(i => new[] { 5f * (i % Classes), 4f * (i % Classes == 1 ? 1 : 0) })];
        foreach (ref var value in points.AsSpan()) value += (float)random.NextDouble();
        _points = Mat.FromPixelData(Samples, 2, MatType.CV_32FC1, points);
        _labels = Mat.FromPixelData(Samples, 1, MatType.CV_32SC1, Enumerable.Range(0, Samples).Select(i => i % Classes).ToArray());
    }

    public void Dispose()
    {
        _points.Dispose();
        _labels.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Support_vectors_separate_clouds_and_survive_a_file()
    {
        using var svm = SVM.Create();
        (svm.Type, svm.KernelType, svm.C, svm.Gamma) = (SVM.Types.CSvc, SVM.KernelTypes.Rbf, 2.5, 0.25);
        svm.TermCriteria = TermCriteria.Both(1000, 1e-6);

        svm.Train(_points, SampleTypes.RowSample, _labels).ShouldBeTrue();
        svm.Save(_folder["svm.xml"]);
        using var loaded = SVM.Load(_folder["svm.xml"]);
        using var parsed = SVM.LoadFromString(File.ReadAllText(_folder["svm.xml"]));

        foreach (var model in new[] { svm, loaded, parsed })
        {
            ShouldSeparate(model);
            (model.Type, model.KernelType, model.C, model.Gamma).ShouldBe((SVM.Types.CSvc, SVM.KernelTypes.Rbf, 2.5, 0.25));
        }

        (svm.TermCriteria.MaxCount, svm.TermCriteria.Epsilon).ShouldBe((1000, 1e-6));
        using var vectors = svm.GetSupportVectors();
        (vectors.Cols, vectors.Rows).ShouldSatisfyAllConditions(size => size.Cols.ShouldBe(2), size => size.Rows.ShouldBeInRange(1, Samples));
    }

    [Fact]
    public void Weights_of_classes_shift_a_border()
    {
        float[] line = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        using var points = Mat.FromPixelData(20, 1, MatType.CV_32FC1, line);
        using var labels = Mat.FromPixelData(20, 1, MatType.CV_32SC1, line.Select(x => x is > 8 and < 14 && x % 2 == 0 || x >= 14 ? 1 : 0).ToArray());

        float Ones(double weight)
        {
            using var svm = SVM.Create();
            using var weights = Mat.FromPixelData(2, 1, MatType.CV_64FC1, new[] { 1.0, weight });
            (svm.KernelType, svm.C, svm.ClassWeights) = (SVM.KernelTypes.Linear, 0.1, weights);
            _ = svm.Train(points, SampleTypes.RowSample, labels);
            return Answers(svm, points).Sum();
        }

        Ones(10).ShouldBeGreaterThan(Ones(0.1));
    }

    [Fact]
    public void Nearest_neighbours_are_those_of_a_naive_search()
    {
        using var nearest = KNearest.Create();
        (nearest.DefaultK, nearest.IsClassifier, nearest.AlgorithmType) = (5, true, KNearest.Types.BruteForce);
        _ = nearest.Train(_points, SampleTypes.RowSample, _labels);
        using var results = new Mat();
        using var neighbours = new Mat();
        using var distances = new Mat();
        using var query = _points.RowRange(3, 7);

        _ = nearest.FindNearest(query, 5, results, neighbours, distances);

        ShouldSeparate(nearest);
        (nearest.DefaultK, nearest.IsClassifier, nearest.AlgorithmType).ShouldBe((5, true, KNearest.Types.BruteForce));
        neighbours.Size().ShouldBe(new Size(5, 4));
        for (var row = 0; row < 4; row++)
        {
            float Squared(int other) => Enumerable.Range(0, 2)
                .Sum(axis => MathF.Pow(query.At<float>(row, axis) - _points.At<float>(other, axis), 2));
            var expected = Enumerable.Range(0, Samples).Select(Squared).Order().Take(5).ToArray();
            distances.RowSpan<float>(row).ToArray().ShouldBe(expected, 1e-4f);
        }
    }

    [Fact]
    public void A_seeded_forest_is_the_same_each_time_and_knows_what_mattered()
    {
        (float[] Answers, float[] Importance) Grow()
        {
            _ = Cv2.SetTheRNG(7);
            using var forest = RTrees.Create();
            (forest.MaxDepth, forest.MinSampleCount, forest.ActiveVarCount, forest.CalculateVarImportance) = (6, 2, 1, true);
            forest.TermCriteria = new TermCriteria(CriteriaTypes.Count, 25, 0);
            _ = forest.Train(_points, SampleTypes.RowSample, _labels);
            ShouldSeparate(forest);
            (forest.MaxDepth, forest.MinSampleCount, forest.ActiveVarCount, forest.TermCriteria.MaxCount).ShouldBe((6, 2, 1, 25));
            forest.Save(_folder["forest.yml"]);
            using var loaded = RTrees.Load(_folder["forest.yml"]);
            using var importance = forest.GetVarImportance();
            Answers(loaded, _points).ShouldBe(Answers(forest, _points));
            return (Answers(forest, _points), importance.AsSpan<float>().ToArray());
        }

        var (first, second) = (Grow(), Grow());

        first.Answers.ShouldBe(second.Answers);
        first.Importance.ShouldBe(second.Importance);
        first.Importance.Sum().ShouldBe(1, 1e-5);
    }

    [Fact]
    public void A_decision_is_the_weighted_sum_of_kernels_less_an_offset()
    {
        using var svm = SVM.Create();
        (svm.KernelType, svm.C, svm.Gamma) = (SVM.KernelTypes.Rbf, 1, 0.3);
        int[] two = [.. Enumerable.Range(0, Samples).Select(i => i % Classes > 0 ? 1 : 0)];
        using var labels = Mat.FromPixelData(Samples, 1, MatType.CV_32SC1, two);
        _ = svm.Train(_points, SampleTypes.RowSample, labels);
        using var vectors = svm.GetSupportVectors();
        using var weights = new Mat();
        using var places = new Mat();

        var offset = svm.GetDecisionFunction(0, weights, places);

        using var results = new Mat();
        _ = svm.Predict(_points, results, StatModel.Flags.RawOutput);
        for (var row = 0; row < Samples; row += 7)
        {
            double Kernel(int vector) => Math.Exp(-0.3 * Enumerable.Range(0, 2)
                .Sum(axis => Math.Pow(_points.At<float>(row, axis) - vectors.At<float>(vector, axis), 2)));
            var sum = Enumerable.Range(0, (int)places.Total()).Sum(i => weights.At<double>(0, i) * Kernel(places.At<int>(0, i)));
            results.At<float>(row, 0).ShouldBe((float)(sum - offset), 1e-4f);
        }
    }

    [Fact]
    public void A_tree_that_is_walked_by_hand_answers_as_it_does()
    {
        using var forest = RTrees.Create();
        (forest.MaxDepth, forest.MinSampleCount) = (8, 2);
        forest.TermCriteria = new TermCriteria(CriteriaTypes.Count, 1, 0);
        _ = forest.Train(_points, SampleTypes.RowSample, _labels);
        var (nodes, splits) = (forest.GetNodes(), forest.GetSplits());

        double Walk(int row)
        {
            var node = nodes[forest.GetRoots().ShouldHaveSingleItem()];
            while (node.Split >= 0)
                node = nodes[_points.At<float>(row, splits[node.Split].VarIdx) <= splits[node.Split].C ? node.Left : node.Right];
            return node.Value;
        }

        nodes.Length.ShouldBeGreaterThan(2);
        Enumerable.Range(0, Samples).Select(row => (float)Walk(row)).ShouldBe(Answers(forest, _points));
    }

    [Fact]
    public void Principal_components_give_back_what_lies_in_a_plane()
    {
        var random = new FerTrain.Core.Seeds(2).Stream("plane");
        var data = new float[40 * 6];
        for (var row = 0; row < 40; row++)
        {
            var (a, b) = (random.NextDouble(), random.NextDouble());
            for (var axis = 0; axis < 6; axis++)
                data[row * 6 + axis] = (float)(1 + 3 * a * Math.Sin(axis) + b * Math.Cos(axis));
        }

        using var mat = Mat.FromPixelData(40, 6, MatType.CV_32FC1, data);
        using var none = new Mat();
        using var two = new PCA(mat, none, PCA.Flags.DataAsRow, 2);
        using var most = new PCA(mat, none, PCA.Flags.DataAsRow, 0.999999);
        using var projected = two.Project(mat);
        using var back = two.BackProject(projected);
        using var values = two.Eigenvalues;
        using var vectors = two.Eigenvectors;
        using var mean = two.Mean;
        using var kept = most.Eigenvectors;

        (projected.Size(), vectors.Size(), mean.Size(), kept.Rows).ShouldBe((new Size(2, 40), new Size(6, 2), new Size(6, 1), 2));
        back.AsSpan<float>().ToArray().ShouldBe(data, 1e-4f);
        values.At<float>(0, 0).ShouldBeGreaterThan(values.At<float>(1, 0));
    }

    [Fact]
    public void A_model_that_is_missing_or_no_model_is_an_error()
    {
        using var svm = SVM.Create();

        svm.IsTrained().ShouldBeFalse();
        Should.Throw<OpenCVException>(() => SVM.Load(_folder["none.xml"]));
        Should.Throw<OpenCVException>(() => RTrees.LoadFromString("%YAML:1.0\n---\nopencv_ml_rtrees:\n   format: 3\n"));
        Should.Throw<ArgumentNullException>(() => KNearest.Load(null!));
        Should.Throw<OpenCVException>(() => svm.Train(_points, SampleTypes.RowSample, _points));
        Should.Throw<OpenCVException>(() => svm.Predict(_points));
    }

    private void ShouldSeparate(StatModel model)
    {
        model.IsTrained().ShouldBeTrue();
        model.GetVarCount().ShouldBe(2);
        Answers(model, _points).ShouldBe(Enumerable.Range(0, Samples).Select(i => (float)(i % Classes)));
        using var single = _points.Row(4);
        model.Predict(single).ShouldBe(1);
    }

    private static float[] Answers(StatModel model, Mat points)
    {
        using var results = new Mat();
        _ = model.Predict(points, results);
        return results.AsSpan<float>().ToArray();
    }
}
