namespace OpenCvSharp;

[Flags]
public enum WindowFlags
{
    Normal = 0x00000000,
    AutoSize = 0x00000001,
    OpenGL = 0x00001000,
    FreeRatio = 0x00000100,
    GuiNormal = 0x00000010,
}
