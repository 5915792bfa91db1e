namespace Microsoft.ML.OnnxRuntime;

/// <summary>What the native library answered instead of a result.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode code, string message) : base($"[ErrorCode:{code}] {message}") { }
}
