using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Models.Classic;
using OpenCvSharp;
using OpenCvSharp.ML;
using static TorchSharp.torch;

namespace FerTrain.Training.Classic;

/// <summary>Grows a random forest with OpenCV, tree by tree, which can be cancelled in between.</summary>
internal sealed class ForestFit(LabelledFeatures features, ClassicConfig config, Seeds seeds)
{
    public RandomForest Fit(CancellationToken cancel)
    {
        var trees = new List<Leaf>[config.NEstimators];
        var options = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = get_num_threads() };
        _ = Parallel.For(0, trees.Length, options, tree => trees[tree] = Grow(tree));
        var roots = new long[trees.Length];
        for (var tree = 1; tree < trees.Length; tree++)
            roots[tree] = roots[tree - 1] + trees[tree - 1].Count;
        var nodes = trees.SelectMany((tree, index) => tree.Select(node => node with { Child = node.Child + roots[index] })).ToArray();
        return new RandomForest(
            tensor(roots),
            new TreeNodes(
                tensor(Array.ConvertAll(nodes, node => (long)node.Feature)),
                tensor(Array.ConvertAll(nodes, node => node.Threshold)),
                tensor(Array.ConvertAll(nodes, node => node.Child)),
                tensor(Array.ConvertAll(nodes, node => (long)node.Label))),
            features.Classes);
    }

    /// <summary>A tree has its own random numbers, whichever thread grows it.</summary>
    private List<Leaf> Grow(int tree)
    {
        _ = Cv2.SetTheRNG(seeds.Stream("tree", tree).NextUInt64());
        using var samples = features.ToMat();
        using var labels = features.LabelsToMat();
        using var forest = RTrees.Create();
        (forest.MaxDepth, forest.MinSampleCount) = (config.MaxDepth, config.MinSamplesSplit - 1); // OpenCV's count is the largest leaf's
        forest.TermCriteria = new TermCriteria(CriteriaTypes.Count, 1, 0);
        _ = forest.Train(samples, SampleTypes.RowSample, labels);
        return Table(forest.GetRoots()[0], forest.GetNodes(), forest.GetSplits());
    }

    /// <summary>Breadth first, so that the children of a node follow each other.</summary>
    private static List<Leaf> Table(int root, DTrees.Node[] nodes, DTrees.Split[] splits)
    {
        var order = new List<int> { root };
        var table = new List<Leaf>();
        for (var row = 0; row < order.Count; row++)
        {
            var node = nodes[order[row]];
            if (node.Split < 0)
            {
                table.Add(new Leaf(0, float.PositiveInfinity, row, (int)node.Value));
                continue;
            }

            table.Add(new Leaf(splits[node.Split].VarIdx, splits[node.Split].C, order.Count, (int)node.Value));
            order.AddRange([node.Left, node.Right]);
        }

        return table;
    }

    private readonly record struct Leaf(int Feature, float Threshold, long Child, int Label);
}
