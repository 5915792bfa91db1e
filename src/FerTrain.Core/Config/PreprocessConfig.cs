namespace FerTrain.Core.Config;

/// <summary>Ways to scale grey values 0–255 to a model's input.</summary>
public enum PixelScale
{
    /// <summary>[0, 1]: x / 255.</summary>
    Unit,

    /// <summary>[-1, 1]: (x / 255 - 0.5) * 2.</summary>
    Symmetric,

    /// <summary>[0, 1]: each pixel from its least to its greatest value in the training split.</summary>
    PerPixelMinmax,

    /// <summary>(x - mean) / standard deviation of all pixels of the training split.</summary>
    Standardize,
}

/// <summary>The <c>preprocess:</c> block.</summary>
public sealed record PreprocessConfig
{
    /// <summary>Side in pixels that every face is resized to.</summary>
    public int Size { get; init; } = 48;

    /// <summary>Side in pixels of the centre crop that is the model's input; 0 uses the whole face.</summary>
    public int Crop { get; init; }

    /// <summary>1 for grey; 3 repeats the grey channel for networks made for colour.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>unit is [0, 1], symmetric is [-1, 1]; per_pixel_minmax and standardize use statistics of the training split.</summary>
    public PixelScale Scale { get; init; } = PixelScale.Symmetric;

    /// <summary>Side in pixels of the model's input.</summary>
    public int InputSize => Crop > 0 ? Crop : Size;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Size is not (>= 32 and <= 512)) yield return new($"{at}.size", Size, "32 to 512");
        if (Crop != 0 && !(Crop >= 32 && Crop <= Size)) yield return new($"{at}.crop", Crop, "0, or 32 to preprocess.size");
        if (Channels is not (1 or 3)) yield return new($"{at}.channels", Channels, "1 or 3");
    }
}
