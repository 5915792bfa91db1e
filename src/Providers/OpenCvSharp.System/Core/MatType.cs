namespace OpenCvSharp;

/// <summary>Depth and channels of a matrix in one number.</summary>
public readonly record struct MatType(int value)
{
    public const int CV_8U = 0, CV_8S = 1, CV_16U = 2, CV_16S = 3, CV_32S = 4, CV_32F = 5, CV_64F = 6, CV_16F = 7;

    private const int ChannelShift = 3, DepthMask = (1 << ChannelShift) - 1, MostChannels = 512;

    public static readonly MatType CV_8UC1 = CV_8UC(1), CV_8UC2 = CV_8UC(2), CV_8UC3 = CV_8UC(3), CV_8UC4 = CV_8UC(4);
    public static readonly MatType CV_8SC1 = MakeType(CV_8S, 1), CV_16UC1 = MakeType(CV_16U, 1), CV_16SC1 = MakeType(CV_16S, 1);
    public static readonly MatType CV_32SC1 = MakeType(CV_32S, 1), CV_64FC1 = MakeType(CV_64F, 1);
    public static readonly MatType CV_16UC3 = MakeType(CV_16U, 3), CV_16UC4 = MakeType(CV_16U, 4);
    public static readonly MatType CV_32FC1 = CV_32FC(1), CV_32FC3 = CV_32FC(3);

    private readonly int value = value;

    public int Value => value;

    public int Depth => value & DepthMask;

    public int Channels => (value >> ChannelShift) + 1;

    public bool IsInteger => Depth < CV_32F;

    public static implicit operator MatType(int value) => new(value);

    public static explicit operator int(MatType self) => self.value;

    public static MatType CV_8UC(int ch) => MakeType(CV_8U, ch);

    public static MatType CV_32FC(int ch) => MakeType(CV_32F, ch);

    public static MatType MakeType(int depth, int channels)
    {
        if (channels is <= 0 or >= MostChannels) throw new OpenCvSharpException($"Channels count should be 1..{MostChannels - 1}");
        if (depth is < 0 or > DepthMask) throw new OpenCvSharpException($"Data type depth should be 0..{DepthMask}");
        return (depth & DepthMask) + ((channels - 1) << ChannelShift);
    }

    public override string ToString()
    {
        var depth = Depth switch
        {
            CV_8U => "CV_8U",
            CV_8S => "CV_8S",
            CV_16U => "CV_16U",
            CV_16S => "CV_16S",
            CV_32S => "CV_32S",
            CV_32F => "CV_32F",
            CV_64F => "CV_64F",
            _ => "CV_16F",
        };
        return Channels <= 4 ? $"{depth}C{Channels}" : $"{depth}C({Channels})";
    }
}
