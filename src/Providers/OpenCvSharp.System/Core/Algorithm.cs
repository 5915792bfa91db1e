using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

public abstract class Algorithm : CvPtrObject
{
    private protected Algorithm(ModelHandle handle) : base(handle) { }

    public virtual void Save(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        Check(fer_model_save(Handle, fileName));
    }
}
