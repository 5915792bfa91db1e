namespace FerTrain.Core.Config;

/// <summary>How grey values 0–255 become a model's input.</summary>
public enum PixelScale
{
    /// <summary>[0, 1]: x / 255.</summary>
    Unit,

    /// <summary>[-1, 1]: (x / 255 - 0.5) * 2.</summary>
    Symmetric,
}

/// <summary>The <c>preprocess:</c> block.</summary>
public sealed record PreprocessConfig
{
    /// <summary>Side of the square input, in pixels.</summary>
    public int Size { get; init; } = 48;

    /// <summary>unit is [0, 1], symmetric is [-1, 1].</summary>
    public PixelScale Scale { get; init; } = PixelScale.Symmetric;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Size is not (>= 32 and <= 512)) yield return new($"{at}.size", Size, "32 to 512");
    }
}
