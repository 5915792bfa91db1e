using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session computes. It may be disposed of once the session exists.</summary>
public class SessionOptions : SafeHandle
{
    private int _intraOpNumThreads;
    private GraphOptimizationLevel _graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    public SessionOptions() : base(0, ownsHandle: true)
    {
        SetHandle(NativeMethods.CreateSessionOptions());
        _ = OrtEnv.Instance();
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>0 is a thread for each core.</summary>
    public int IntraOpNumThreads
    {
        get => _intraOpNumThreads;
        set
        {
            NativeMethods.SetIntraOpThreads(handle, value);
            _intraOpNumThreads = value;
        }
    }

    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _graphOptimizationLevel;
        set
        {
            NativeMethods.SetGraphOptimization(handle, (int)value);
            _graphOptimizationLevel = value;
        }
    }

    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set
        {
            NativeMethods.SetSessionLogSeverity(handle, (int)value);
            _logSeverityLevel = value;
        }
    }

    internal nint Handle => handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.ReleaseSessionOptions(handle);
        return true;
    }
}
