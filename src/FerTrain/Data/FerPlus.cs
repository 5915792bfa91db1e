using FerTrain.Core;
using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Faces under the labels of FER+ (Barsoum et al., 2016), which ten taggers gave each.</summary>
/// <param name="Faces">All faces; one that cannot be trained on is <see cref="FaceSet.Unlabelled"/>.</param>
/// <param name="HasMajority">Whether a face can be scored: most of its taggers agree on its label.</param>
internal sealed record FerPlus(FaceSet Faces, bool[] HasMajority)
{
    /// <summary>
    /// Gives faces the labels that the config asks for. Where votes are shared the label, which then only serves balance and
    /// the training accuracy, is the class with most votes.
    /// </summary>
    public static FerPlus Relabel(FaceSet faces, DataConfig config)
    {
        var votes = FerPlusFile.Read(config.Ferplus, faces);
        var softLabels = config.FerplusLabels == FerPlusLabels.Majority ? null : new float[faces.Count * FerPlusVotes.Classes];
        var labels = new byte[faces.Count];
        var hasMajority = new bool[faces.Count];
        for (var row = 0; row < faces.Count; row++)
        {
            var cast = votes.AsSpan(row * FerPlusVotes.Columns, FerPlusVotes.Columns);
            var majority = FerPlusVotes.Majority(cast);
            hasMajority[row] = majority is not null;
            labels[row] = softLabels is null
                ? majority ?? FaceSet.Unlabelled
                : MostVoted(cast, softLabels.AsSpan(row * FerPlusVotes.Classes, FerPlusVotes.Classes));
        }

        return new(new FaceSet(faces.Pixels, labels, faces.Usages, ClassNames.FerPlus, softLabels), hasMajority);
    }

    private static byte MostVoted(ReadOnlySpan<byte> votes, Span<float> softLabels)
    {
        FerPlusVotes.ToSoftLabel(votes, softLabels);
        var label = FaceSet.Unlabelled;
        for (byte other = 0; other < softLabels.Length; other++)
        {
            if (softLabels[other] > (label == FaceSet.Unlabelled ? 0 : softLabels[label])) label = other;
        }

        return label;
    }
}
