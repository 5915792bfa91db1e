namespace OpenCvSharp;

/// <summary>The state of a generator of random numbers.</summary>
public record struct RNG(ulong State)
{
    private const ulong Default = 0xFFFFFFFF;

    public ulong State { get; set; } = State == 0 ? Default : State;
}
