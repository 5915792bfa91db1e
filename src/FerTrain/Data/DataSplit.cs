using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

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

    /// <summary>The asked part, or val where it has no rows.</summary>
    public SplitName OrVal(SplitName part) => Rows(part).IsEmpty ? SplitName.Val : part;

    /// <summary>As <see cref="Rows"/>, where a part without rows is the user's mistake.</summary>
    public ImmutableArray<int> NonEmptyRows(SplitName part) => Rows(part) is { IsEmpty: false } rows
        ? rows
        : throw new UserError($"The data has no {EnumName.Of(part)} rows; data.split and data.fractions decide which rows are. data.split=random divides all rows.");
}
