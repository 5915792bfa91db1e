using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>
/// Checks all that a checkpoint says of its training, apart from the shapes that only the model knows, so that nothing in it
/// can fail later with less to say.
/// </summary>
internal static class TrainingStateCheck
{
    /// <exception cref="UserError">A value is missing, of another type, or none that training can come to.</exception>
    public static void Check(CheckpointMap training, RunConfig config)
    {
        CheckHistory(training);
        CheckOptimizer(training.Map("optimizer"), config);
        var scheduler = training.Map("scheduler");
        scheduler.Require("rate", scheduler.Double("rate") is >= 0 and < double.PositiveInfinity, "a learning rate");
        CheckPatience(scheduler, "wait", "cooldown");
        var hasAverage = config.Train.AveragesWeights;
        training.Require("average", hasAverage == training.GetOrNull<OrderedDictionary<object, object?>>("average") is not null, hasAverage ? "averaged weights" : "none");
        if (hasAverage) training.Map("average").Require("count", training.Map("average").Get<long>("count") >= 0, "0 or more");
        CheckPatience(training.Map("early_stopping"), "wait");
        _ = training.Map("early_stopping").GetOrNull<OrderedDictionary<object, object?>>("model_state");
        training.Require("best", !double.IsNaN(training.Double("best")), "a number");
        CheckProgress(training.Map("sampler"));
        _ = training.Map("rng").Tensor("cpu", ElementType.UInt8, [null]);
    }

    private static void CheckHistory(CheckpointMap training)
    {
        var epochs = training.Get<long>("epoch");
        var table = training.Tensor("history");
        var columns = table.Shape is [_, EpochMetrics.Columns - 1] ? EpochMetrics.Columns - 1 : EpochMetrics.Columns; // without the step in older versions
        _ = training.Tensor("history", ElementType.Float64, [epochs, columns]);
        foreach (var (index, row) in MemoryMarshal.Cast<byte, double>(table.Bytes.Span).ToArray().Chunk(columns).Index())
        {
            var isStep = columns < EpochMetrics.Columns || row[^1] is double.NaN or (>= 1 and <= int.MaxValue);
            training.Require("history", row[0] == index + 1 && isStep && row[..(EpochMetrics.Columns - 1)].All(number => number >= 0),
                $"metrics of epoch {index + 1} in row {index}");
        }
    }

    private static void CheckOptimizer(CheckpointMap optimizer, RunConfig config)
    {
        var name = EnumName.Of(config.Optimizer.Name);
        optimizer.Require("name", optimizer.Get<string>("name") == name, $"{name}, the config's");
        optimizer.Require("learning_rate", optimizer.Double("learning_rate") is >= 0 and < double.PositiveInfinity, "a learning rate");
        var states = optimizer.Map("state");
        foreach (var state in states.Keys.Select(states.Map).Where(state => state.Keys.Contains("step")))
            state.Require("step", state.Get<long>("step") >= 0, "0 or more");
    }

    private static void CheckPatience(CheckpointMap values, params IEnumerable<string> counts)
    {
        values.Require("best", !double.IsNaN(values.Double("best")), "a number");
        foreach (var count in counts)
            values.Require(count, values.Int(count) >= 0, "0 or more");
    }

    private static void CheckProgress(CheckpointMap sampler)
    {
        var losses = MemoryMarshal.Cast<byte, float>(sampler.Tensor("losses", ElementType.Float32, [sampler.Get<long>("step")]).Bytes.Span);
        sampler.Require("losses", !losses.ToArray().Any(loss => !float.IsFinite(loss)), "finite numbers");
        sampler.Require("correct", sampler.Get<long>("correct") >= 0, "0 or more");
        sampler.Require("seconds", sampler.Double("seconds") is >= 0 and < double.PositiveInfinity, "a time");
    }
}
