namespace FerTrain.Core.Config;

/// <summary>The <c>augment:</c> block: ranges of the random affine map drawn for each training picture.</summary>
public sealed record AugmentConfig
{
    /// <summary>Largest rotation either way, in degrees.</summary>
    public double Rotation { get; init; }

    /// <summary>Largest shift in x and in y either way, as a fraction of the side.</summary>
    public double Shift { get; init; }

    /// <summary>Largest zoom in or out, as a fraction, drawn for x and y apart as Keras does.</summary>
    public double Zoom { get; init; }

    /// <summary>Mirror left to right with probability one half.</summary>
    public bool HorizontalFlip { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Rotation is not (>= 0 and <= 180)) yield return new($"{at}.rotation", Rotation, "0 to 180 degrees");
        if (Shift is not (>= 0 and <= 1)) yield return new($"{at}.shift", Shift, "0 to 1");
        if (Zoom is not (>= 0 and < 1)) yield return new($"{at}.zoom", Zoom, "0 ≤ x < 1");
    }
}
