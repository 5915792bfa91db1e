using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Evaluation;

/// <summary>The data that checkpoints are scored on together: none of them may have learnt what another is tested on.</summary>
public static class EvaluationData
{
    /// <summary>The data of the checkpoints' configs, or a <paramref name="file"/> or folder divided as these say.</summary>
    /// <exception cref="UserError">The configs divide the faces differently, or the faces cannot be read.</exception>
    public static PreparedData Prepare(IReadOnlyList<ITrainedModel> checkpoints, string? file)
    {
        var configs = checkpoints.Select(checkpoint => WithFile(checkpoint.Config, file)).ToArray();
        var data = DataPreparation.Prepare(configs[0].Data, configs[0].Preprocess.Size);
        foreach (var (config, checkpoint) in configs.Zip(checkpoints).Skip(1))
        {
            // A key may differ and change nothing, such as the seed of a split by Usage.
            if (ConfigKeys.Differences(configs[0], config, "data") is { Count: > 0 } differences
                && !IsSame(data, DataPreparation.Prepare(config.Data, configs[0].Preprocess.Size)))
                throw new UserError(
                    $"{checkpoint.Path} was not trained on the split of {checkpoints[0].Path}: "
                    + $"{string.Join(", ", differences.Select(d => d.Second))}; accepted: {string.Join(", ", differences.Select(d => d.First))}.");
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
