namespace OpenCvSharp.ML;

public enum SampleTypes
{
    RowSample = 0,
    ColSample = 1,
}
