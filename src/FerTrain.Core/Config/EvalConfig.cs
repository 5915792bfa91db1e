namespace FerTrain.Core.Config;

/// <summary>A part of the data.</summary>
public enum SplitName
{
    Train,
    Val,
    Test,
}

/// <summary>The <c>eval:</c> block.</summary>
public sealed record EvalConfig
{
    /// <summary>The part that is scored after training; where it is empty, val is scored and named.</summary>
    public SplitName Split { get; init; } = SplitName.Test;
}
