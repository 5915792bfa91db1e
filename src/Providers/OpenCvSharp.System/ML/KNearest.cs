using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp.ML;

/// <summary>The k nearest neighbours (Cover and Hart, 1967).</summary>
public class KNearest : StatModel
{
    private KNearest(ModelHandle handle) : base(handle) { }

    public enum Types
    {
        BruteForce = 1,
        KdTree = 2,
    }

    public bool IsClassifier
    {
        get => Get(ModelSetting.NearestClassifier) != 0;
        set => Set(ModelSetting.NearestClassifier, value);
    }

    public int DefaultK
    {
        get => (int)Get(ModelSetting.NearestK);
        set => Set(ModelSetting.NearestK, value);
    }

    public int Emax
    {
        get => (int)Get(ModelSetting.NearestEmax);
        set => Set(ModelSetting.NearestEmax, value);
    }

    public Types AlgorithmType
    {
        get => (Types)(int)Get(ModelSetting.NearestAlgorithm);
        set => Set(ModelSetting.NearestAlgorithm, (int)value);
    }

    public static KNearest Create() => new(Allocate(ModelKind.Nearest));

    public static KNearest Load(string filePath) => new(Read(ModelKind.Nearest, filePath));

    public static KNearest LoadFromString(string strModel) => new(Parse(ModelKind.Nearest, strModel));

    /// <summary>As <see cref="StatModel.Predict"/>, with the neighbours' responses and squared distances.</summary>
    public float FindNearest(
        InputArray samples, int k, OutputArray results, OutputArray? neighborResponses = null, OutputArray? dist = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(results);
        Check(fer_nearest_find(Handle, samples.Mat, k, results.Mat, neighborResponses?.Mat, dist?.Mat, out var first));
        return first;
    }
}
