namespace FerTrain.Export.Onnx;

/// <summary>The values between which an activation lies, and the uint8 that stands for them. Zero is one of them.</summary>
internal readonly record struct ValueRange(float Low, float High)
{
    private const int Steps = byte.MaxValue;

    public float Scale => High > Low ? (High - Low) / Steps : 1;

    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Low / Scale), 0, Steps);

    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (low, high) = (Low, High);
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return new(low, high);
    }
}
