using System.Collections.Immutable;
using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Row numbers of the three parts; an oversampled row stands there several times.</summary>
public sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Val, ImmutableArray<int> Test)
{
    public ImmutableArray<int> Rows(SplitName part) => part switch
    {
        SplitName.Train => Train,
        SplitName.Val => Val,
        SplitName.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No such part."),
    };
}
