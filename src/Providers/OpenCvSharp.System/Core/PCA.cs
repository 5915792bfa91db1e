using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>Principal components (Pearson, 1901).</summary>
public class PCA : CvObject
{
    private readonly PcaHandle _handle;

    /// <summary>Keeps <paramref name="maxComponents"/>, 0 all; an empty mean is computed.</summary>
    public PCA(InputArray data, InputArray mean, Flags flags, int maxComponents = 0) : this(Fit(data, mean, flags, maxComponents)) { }

    /// <summary>Keeps as many components as explain a share of the variance.</summary>
    public PCA(InputArray data, InputArray mean, Flags flags, double retainedVariance) : this(Fit(data, mean, flags, retainedVariance)) { }

    private PCA(PcaHandle handle) : base(handle) => _handle = handle;

    [Flags]
    public enum Flags
    {
        DataAsRow = 0,
        DataAsCol = 1,
        UseAvg = 2,
    }

    public Mat Eigenvectors => Part(0);

    public Mat Eigenvalues => Part(1);

    public Mat Mean => Part(2);

    public Mat Project(InputArray vec)
    {
        ArgumentNullException.ThrowIfNull(vec);
        Check(fer_pca_project(_handle, vec.Mat, out var mat));
        return new(mat);
    }

    public Mat BackProject(InputArray vec)
    {
        ArgumentNullException.ThrowIfNull(vec);
        Check(fer_pca_back_project(_handle, vec.Mat, out var mat));
        return new(mat);
    }

    private static PcaHandle Fit(InputArray data, InputArray mean, Flags flags, int maxComponents)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(mean);
        Check(fer_pca_new(data.Mat, mean.Mat, (int)flags, maxComponents, out var handle));
        return handle;
    }

    private static PcaHandle Fit(InputArray data, InputArray mean, Flags flags, double retainedVariance)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(mean);
        Check(fer_pca_retain(data.Mat, mean.Mat, (int)flags, retainedVariance, out var handle));
        return handle;
    }

    private Mat Part(int part)
    {
        Check(fer_pca_part(_handle, part, out var mat));
        return new(mat);
    }
}
