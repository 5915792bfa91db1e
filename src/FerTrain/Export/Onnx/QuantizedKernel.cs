namespace FerTrain.Export.Onnx;

/// <summary>A kernel as int8, symmetric around zero, with a scale for each output channel, and its bias as int32.</summary>
internal sealed class QuantizedKernel
{
    // Seven bits: CPUs without VNNI add two products of a uint8 and an int8 in 16 bits, which all eight would overflow.
    private const float Largest = 64;

    // Far enough from the end of int32 for the sums that the bias is added to.
    private const float LargestBias = 1 << 30;

    /// <param name="weights">Output channel after output channel.</param>
    /// <param name="bias">One of each channel; empty where there is none.</param>
    /// <param name="inputScale">Of the activation that the kernel reads.</param>
    public QuantizedKernel(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int channels, float inputScale)
    {
        (Weights, Scales) = (new sbyte[weights.Length], new float[channels]);
        (Bias, BiasScales) = (new int[bias.Length], new float[bias.Length]);
        var size = weights.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var own = weights.Slice(channel * size, size);
            var scale = Scales[channel] = Scale(own, bias.IsEmpty ? 0 : bias[channel], inputScale);
            for (var i = 0; i < size; i++)
                Weights[channel * size + i] = (sbyte)MathF.Round(own[i] / scale);
            if (bias.IsEmpty) continue;
            BiasScales[channel] = inputScale * scale;
            Bias[channel] = (int)MathF.Round(bias[channel] / BiasScales[channel]);
        }
    }

    public sbyte[] Weights { get; }

    public float[] Scales { get; }

    public int[] Bias { get; }

    /// <summary>Those of the products that the bias is added to.</summary>
    public float[] BiasScales { get; }

    /// <summary>Such that the bias fits too, beside which the weights of a dead channel are nothing.</summary>
    private static float Scale(ReadOnlySpan<float> weights, float bias, float inputScale)
    {
        var largest = 0f;
        foreach (var weight in weights)
            largest = Math.Max(largest, Math.Abs(weight));
        var scale = Math.Max(largest / Largest, Math.Abs(bias) / (LargestBias * inputScale));
        return scale > 0 ? scale : 1;
    }
}
