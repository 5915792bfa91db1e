namespace OpenCvSharp;

/// <summary>An error that OpenCV itself reported.</summary>
public class OpenCVException : Exception
{
    public OpenCVException(ErrorCode status, string funcName, string errMsg, string fileName, int line)
        : base(errMsg) =>
        (Status, FuncName, ErrMsg, FileName, Line) = (status, funcName, errMsg, fileName, line);

    public OpenCVException() : this("") { }

    public OpenCVException(string message) : this(message, null!) { }

    public OpenCVException(string message, Exception innerException)
        : base(message, innerException) =>
        (FuncName, ErrMsg, FileName) = ("", "", "");

    public ErrorCode Status { get; set; }

    public string FuncName { get; set; }

    public string ErrMsg { get; set; }

    public string FileName { get; set; }

    public int Line { get; set; }
}
