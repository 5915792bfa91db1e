namespace FerTrain.Tests.Hdf5;

/// <summary>A test whose HDF5 files Python makes, shown as skipped where python3-h5py is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithH5pyAttribute : TheoryAttribute
{
    private static readonly bool IsInstalled = Python.Start("-c", "import h5py, numpy").ExitCode == 0;

    public TheoryWithH5pyAttribute()
    {
        if (!IsInstalled)
            Skip = "needs Debian's python3-h5py";
    }
}
