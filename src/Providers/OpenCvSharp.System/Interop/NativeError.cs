using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

/// <summary>The last error of a thread.</summary>
internal readonly struct NativeError
{
    private readonly int _code;
    private readonly int _line;
    private readonly nint _function;
    private readonly nint _message;
    private readonly nint _file;

    public OpenCVException ToException() =>
        new((ErrorCode)_code, Text(_function), Text(_message), Text(_file), _line);

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
