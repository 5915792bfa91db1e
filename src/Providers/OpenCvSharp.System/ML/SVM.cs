using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp.ML;

/// <summary>A support vector machine (Cortes and Vapnik, 1995).</summary>
public class SVM : StatModel
{
    private SVM(ModelHandle handle) : base(handle) { }

    public enum Types
    {
        CSvc = 100,
        NuSvc = 101,
        OneClass = 102,
        EpsSvr = 103,
        NuSvr = 104,
    }

    public enum KernelTypes
    {
        Custom = -1,
        Linear = 0,
        Poly = 1,
        Rbf = 2,
        Sigmoid = 3,
        Chi2 = 4,
        Inter = 5,
    }

    public TermCriteria TermCriteria
    {
        get => Criteria;
        set => Criteria = value;
    }

    public Mat ClassWeights
    {
        get => Weights;
        set => Weights = value;
    }

    public Types Type
    {
        get => (Types)(int)Get(ModelSetting.SvmType);
        set => Set(ModelSetting.SvmType, (int)value);
    }

    public KernelTypes KernelType
    {
        get => (KernelTypes)(int)Get(ModelSetting.SvmKernel);
        set => Set(ModelSetting.SvmKernel, (int)value);
    }

    public double C
    {
        get => Get(ModelSetting.SvmC);
        set => Set(ModelSetting.SvmC, value);
    }

    public double Gamma
    {
        get => Get(ModelSetting.SvmGamma);
        set => Set(ModelSetting.SvmGamma, value);
    }

    public double Nu
    {
        get => Get(ModelSetting.SvmNu);
        set => Set(ModelSetting.SvmNu, value);
    }

    public double P
    {
        get => Get(ModelSetting.SvmP);
        set => Set(ModelSetting.SvmP, value);
    }

    public double Degree
    {
        get => Get(ModelSetting.SvmDegree);
        set => Set(ModelSetting.SvmDegree, value);
    }

    public double Coef0
    {
        get => Get(ModelSetting.SvmCoef0);
        set => Set(ModelSetting.SvmCoef0, value);
    }

    public static SVM Create() => new(Allocate(ModelKind.Svm));

    public static SVM Load(string filePath) => new(Read(ModelKind.Svm, filePath));

    public static SVM LoadFromString(string strModel) => new(Parse(ModelKind.Svm, strModel));

    public Mat GetSupportVectors()
    {
        Check(fer_svm_support_vectors(Handle, out var mat));
        return new(mat);
    }

    /// <summary>The offset of one of the two-class decisions; the weights of its support vectors and their rows go to the others.</summary>
    public double GetDecisionFunction(int i, OutputArray alpha, OutputArray svidx)
    {
        ArgumentNullException.ThrowIfNull(alpha);
        ArgumentNullException.ThrowIfNull(svidx);
        Check(fer_svm_decision(Handle, i, alpha.Mat, svidx.Mat, out var offset));
        return offset;
    }
}
