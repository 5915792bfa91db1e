using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp.ML;

/// <summary>The settings of decision trees.</summary>
public abstract class DTrees : StatModel
{
    private protected DTrees(ModelHandle handle) : base(handle) { }

    public int MaxCategories
    {
        get => (int)Get(ModelSetting.ForestCategories);
        set => Set(ModelSetting.ForestCategories, value);
    }

    public int MaxDepth
    {
        get => (int)Get(ModelSetting.ForestDepth);
        set => Set(ModelSetting.ForestDepth, value);
    }

    public int MinSampleCount
    {
        get => (int)Get(ModelSetting.ForestSamples);
        set => Set(ModelSetting.ForestSamples, value);
    }

    public int CVFolds
    {
        get => (int)Get(ModelSetting.ForestFolds);
        set => Set(ModelSetting.ForestFolds, value);
    }

    public bool UseSurrogates
    {
        get => Get(ModelSetting.ForestSurrogates) != 0;
        set => Set(ModelSetting.ForestSurrogates, value);
    }

    public bool Use1SERule
    {
        get => Get(ModelSetting.Forest1Se) != 0;
        set => Set(ModelSetting.Forest1Se, value);
    }

    public bool TruncatePrunedTree
    {
        get => Get(ModelSetting.ForestTruncate) != 0;
        set => Set(ModelSetting.ForestTruncate, value);
    }

    public float RegressionAccuracy
    {
        get => (float)Get(ModelSetting.ForestRegression);
        set => Set(ModelSetting.ForestRegression, value);
    }

    public Mat Priors
    {
        get => Weights;
        set => Weights = value;
    }

    /// <summary>The node that each tree starts at.</summary>
    public int[] GetRoots()
    {
        Check(fer_trees_roots(Handle, out var roots, out var count));
        return Copy<int>(roots, count);
    }

    /// <summary>The nodes of all trees.</summary>
    public Node[] GetNodes()
    {
        Check(fer_trees_nodes(Handle, out var nodes, out var count));
        return Copy<Node>(nodes, count);
    }

    /// <summary>The splits of all nodes.</summary>
    public Split[] GetSplits()
    {
        Check(fer_trees_splits(Handle, out var splits, out var count));
        return Copy<Split>(splits, count);
    }

    private unsafe T[] Copy<T>(nint items, long count) where T : unmanaged
    {
        var copy = new ReadOnlySpan<T>((void*)items, checked((int)count)).ToArray();
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>A node of a tree, its neighbours by their places among all nodes; a leaf has no split (-1).</summary>
    public struct Node
    {
        public double Value;
        public int ClassIdx;
        public int Parent;
        public int Left;
        public int Right;
        public int DefaultDir;
        public int Split;
    }

    /// <summary>What a node asks: a value of at most <see cref="C"/> goes left.</summary>
    public struct Split
    {
        public int VarIdx;
        public int Inversed;
        public float Quality;
        public int Next;
        public float C;
        public int SubsetOfs;
    }
}
