using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp.ML;

/// <summary>A random forest (Breiman, 2001).</summary>
public class RTrees : DTrees
{
    private RTrees(ModelHandle handle) : base(handle) { }

    public TermCriteria TermCriteria
    {
        get => Criteria;
        set => Criteria = value;
    }

    public bool CalculateVarImportance
    {
        get => Get(ModelSetting.ForestImportance) != 0;
        set => Set(ModelSetting.ForestImportance, value);
    }

    public int ActiveVarCount
    {
        get => (int)Get(ModelSetting.ForestVariables);
        set => Set(ModelSetting.ForestVariables, value);
    }

    public static RTrees Create() => new(Allocate(ModelKind.Forest));

    public static RTrees Load(string filePath) => new(Read(ModelKind.Forest, filePath));

    public static RTrees LoadFromString(string strModel) => new(Parse(ModelKind.Forest, strModel));

    public Mat GetVarImportance()
    {
        Check(fer_forest_importance(Handle, out var mat));
        return new(mat);
    }
}
