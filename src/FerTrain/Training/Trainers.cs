using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training.Classic;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Checks what a model can be trained on, and chooses its trainer.</summary>
internal static class Trainers
{
    /// <summary>Checks what can be known of the model before the data are read.</summary>
    /// <exception cref="UserError">The model takes no such images, or a pattern of frozen parameters names nothing.</exception>
    public static void CheckModel(RunConfig config)
    {
        if (ModelRegistry.Find(config.Model.Name) is not NetworkEntry network) return;
        network.RequireInput(config.Preprocess.Channels, config.Preprocess.InputSize);
        if (config.Augment.Crop > 0) network.RequireSameWeights(config.Preprocess.InputSize, config.Augment.Crop);
        if (config.Train.Freeze.Count == 0) return;
        using var published = network.Create(network.Published());
        Freezing.Freeze(published, config.Train.Freeze);
    }

    /// <summary>Checks that the data can train the model.</summary>
    /// <exception cref="UserError">A part of the split is empty, a class that is named or to be balanced has no rows, or a baseline takes no such data.</exception>
    public static void CheckData(RunConfig config, PreparedData data)
    {
        var train = data.Split.NonEmptyRows(SplitName.Train);
        if (ModelRegistry.Find(config.Model.Name) is ClassicEntry) ClassicTrainer.Require(config, train.Length);
        _ = data.Split.NonEmptyRows(SplitName.Val);
        if (train.All(row => data.Faces.Labels[row] == data.Faces.Labels[train[0]]))
            throw new UserError($"All training rows are '{data.Faces.ClassNames[data.Faces.Labels[train[0]]]}'. Expected: faces of two classes or more.");
        var counts = data.Steps.FirstOrDefault(step => step.Name == EnumName.Of(SplitName.Train))?.Faces; // before data.limit
        if (config.Data.Classes.FirstOrDefault(name => counts?[name] == 0) is { } empty)
            throw new UserError($"data.classes names '{empty}', but no training row is '{empty}'. Expected: data.classes without it, or faces of it.");
        _ = ClassBalancer.Of(data, config.Data.Balance);
    }

    public static ITrainer Create(
        RunConfig config, PreparedData data, RunDirectory run, Device device, IProgress<TrainingEvent> progress, IReadOnlyList<Checkpoint>? consistentTeachers = null) =>
        ModelRegistry.Find(config.Model.Name) is NetworkEntry
            ? new Trainer(config, data, run, device, progress, consistentTeachers)
            : new ClassicTrainer(config, data, run, progress);
}
