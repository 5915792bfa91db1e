namespace OpenCvSharp;

public enum ColorConversionCodes
{
    BGR2BGRA = 0,
    RGB2RGBA = BGR2BGRA,
    BGRA2BGR = 1,
    RGBA2RGB = BGRA2BGR,
    BGR2RGB = 4,
    RGB2BGR = BGR2RGB,
    BGRA2RGBA = 5,
    BGR2GRAY = 6,
    RGB2GRAY = 7,
    GRAY2BGR = 8,
    GRAY2RGB = GRAY2BGR,
    GRAY2BGRA = 9,
    BGRA2GRAY = 10,
    RGBA2GRAY = 11,
}
