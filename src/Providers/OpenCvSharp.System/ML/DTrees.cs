using OpenCvSharp.Interop;

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
}
