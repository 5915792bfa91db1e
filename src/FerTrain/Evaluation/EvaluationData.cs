using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Evaluation;

/// <summary>Prepares the data that checkpoints are scored on together: none of them may be trained on what another is tested on.</summary>
internal static class EvaluationData
{
    /// <summary>The data of the checkpoints' configs, or a <paramref name="file"/> or folder divided as these say.</summary>
    /// <exception cref="UserError">
    /// The configs divide the faces differently, the faces cannot be read, or, without a file, they are not those that a
    /// checkpoint was trained on.
    /// </exception>
    public static PreparedData Prepare(IReadOnlyList<ITrainedModel> checkpoints, string? file)
    {
        var data = Prepare([.. checkpoints.Select(checkpoint => (checkpoint.Path, WithFile(checkpoint.Config, file)))]);
        if (file is not null) return data;
        var fingerprint = data.Fingerprint();
        foreach (var checkpoint in checkpoints)
        {
            var config = checkpoint.Config;
            checkpoint.RequireClasses(data.Faces.ClassNames);
            if (checkpoint.DataFingerprint is { } trained && trained != fingerprint && trained != DataPreparation.Prepare(config.Data, config.Preprocess.Size).Fingerprint())
                throw new UserError(
                    $"{checkpoint.Path}: {(config.Data.Source == DataSource.Synthetic ? "data.source=synthetic" : config.Data.Path)} no longer gives the faces, labels and split "
                    + "that it was trained on. Expected: the data as they were, or --data with any file.");
        }

        return data;
    }

    /// <summary>Answers whether each checkpoint was trained on exactly these faces, labels and split.</summary>
    public static bool AreOf(IEnumerable<ITrainedModel> checkpoints, PreparedData data)
    {
        var fingerprint = data.Fingerprint();
        return checkpoints.All(checkpoint => checkpoint.DataFingerprint == fingerprint);
    }

    /// <summary>The data of named configs.</summary>
    /// <exception cref="UserError">They divide the faces differently, or the faces cannot be read.</exception>
    public static PreparedData Prepare(IReadOnlyList<(string Name, RunConfig Config)> trained)
    {
        var (first, config) = trained[0];
        var data = DataPreparation.Prepare(config.Data, config.Preprocess.Size);
        foreach (var (name, other) in trained.Skip(1))
        {
            // A key may differ and change nothing, such as the seed of a split by Usage.
            if (ConfigKeys.Differences(config, other, "data") is { Count: > 0 } differences
                && !IsSame(data, DataPreparation.Prepare(other.Data, config.Preprocess.Size)))
                throw new UserError(
                    $"{name} is not trained on the split of {first}: "
                    + $"{string.Join(", ", differences.Select(d => d.Second))}; expected: {string.Join(", ", differences.Select(d => d.First))}.");
        }

        return data;
    }

    private static RunConfig WithFile(RunConfig config, string? file) =>
        file is null ? config : config with { Data = config.Data with { Source = FaceSource.Of(file), Path = file } };

    private static bool IsSame(PreparedData first, PreparedData second) =>
        first.Faces.Pixels.AsSpan().SequenceEqual(second.Faces.Pixels)
        && first.Faces.Labels.AsSpan().SequenceEqual(second.Faces.Labels)
        && first.Split.Val.SequenceEqual(second.Split.Val)
        && first.Split.Test.SequenceEqual(second.Split.Test);
}
