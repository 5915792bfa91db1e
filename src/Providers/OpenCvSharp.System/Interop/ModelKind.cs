namespace OpenCvSharp.Interop;

/// <summary>The models that the shim makes.</summary>
internal enum ModelKind
{
    Svm,
    Nearest,
    Forest,
}
