using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>How finely faces are searched for.</summary>
public sealed record DetectionOptions
{
    /// <summary>The growth of the searched window from one pass over the image to the next.</summary>
    public double ScaleFactor { get; init; } = 1.1;

    /// <summary>The overlapping finds that make a face.</summary>
    public int MinNeighbors { get; init; } = 5;

    /// <summary>The side of the smallest face in pixels.</summary>
    public int MinSize { get; init; } = 30;

    /// <summary>Larger images are searched in a copy of this side, because the time grows with its square.</summary>
    public int LongestSide { get; init; } = 1600;

    /// <exception cref="UserError">A value is not accepted.</exception>
    internal void ThrowIfInvalid()
    {
        if (!(ScaleFactor is > 1 and <= 2)) throw new UserError(FormattableString.Invariant($"The detector's scale factor is {ScaleFactor}. Accepted: above 1, up to 2."));
        if (MinNeighbors < 0) throw new UserError($"The detector's neighbours are {MinNeighbors}. Accepted: 0 or more.");
        if (MinSize < 1) throw new UserError($"The detector's smallest face is {MinSize} pixels. Accepted: 1 or more.");
    }
}
