using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Data;

namespace FerTrain.Export;

/// <summary>The faces on which an exported model has to answer as its checkpoint does.</summary>
/// <param name="Faces">Where they are.</param>
/// <param name="Rows">Which of those.</param>
/// <param name="Split">The part of the data that they are; null for drawn faces, on which no accuracy means anything.</param>
public sealed record ExportFaces(FaceSet Faces, ImmutableArray<int> Rows, SplitName? Split)
{
    private const int DrawnFaces = 350;

    public static ExportFaces Of(PreparedData data, SplitName split) => new(data.Faces, data.Split.NonEmptyRows(split), split);

    /// <summary>For where the data is not at hand.</summary>
    public static ExportFaces Drawn() => new(SyntheticFaces.Draw(DrawnFaces, seed: 0), [.. Enumerable.Range(0, DrawnFaces)], Split: null);

    /// <summary>The first of them.</summary>
    public ExportFaces Take(int samples) => this with { Rows = [.. Rows.Take(samples)] };
}
