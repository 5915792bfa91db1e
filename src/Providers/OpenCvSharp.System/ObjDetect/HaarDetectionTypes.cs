namespace OpenCvSharp;

[Flags]
public enum HaarDetectionTypes
{
    DoCannyPruning = 1,
    ScaleImage = 2,
    FindBiggestObject = 4,
    DoRoughSearch = 8,
}
