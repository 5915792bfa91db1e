using System.Runtime.InteropServices;

namespace FerTrain.Tests.Hdf5;

/// <summary>A test that reads HDF5, shown as skipped where its library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FactWithHdf5Attribute : FactAttribute
{
    public FactWithHdf5Attribute()
    {
        if (!NativeLibrary.TryLoad("libhdf5_serial.so.103", out _))
            Skip = "needs Debian's libhdf5-103";
    }
}
