using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Models.Classic;

namespace FerTrain.Training.Classic;

/// <summary>Checks the tensors of a baseline in a checkpoint: their shapes, and that none points at what is not there.</summary>
internal static class ClassicStateCheck
{
    /// <exception cref="UserError">A tensor is missing, of another type or shape, or holds a value that none can have.</exception>
    public static void Check(CheckpointMap state, RunConfig config, ModelInput input)
    {
        var width = (long)input.Channels * input.Size * input.Size;
        if (config.Classic.NComponents > 0)
        {
            _ = Numbers(state, "components.mean", [width]);
            _ = Numbers(state, "components.directions", [null, width]);
            width = state.Tensor("components.directions").Shape[0];
        }

        var temperature = Numbers(state, "temperature.temperature", [1]);
        state.Require("temperature.temperature", temperature[0] is > 0 and < float.PositiveInfinity, "a number above 0");
        switch (config.Model.Name)
        {
            case ClassicConfig.Knn:
                CheckNeighbors(state, width, input.Classes);
                break;
            case ClassicConfig.Svm:
                CheckVectors(state, width, input.Classes);
                break;
            case ClassicConfig.RandomForest:
                CheckTrees(state, width, input.Classes);
                break;
        }
    }

    private static void CheckNeighbors(CheckpointMap state, long width, int classes)
    {
        _ = Numbers(state, "votes.faces", [null, width]);
        var faces = state.Tensor("votes.faces").Shape[0];
        _ = Indices(state, "votes.labels", [faces], below: classes);
        var asked = MemoryMarshal.Cast<byte, long>(state.Tensor("votes.neighbors", ElementType.Int64, state.Tensor("votes.neighbors").Shape is [] ? [] : [1]).Bytes.Span)[0];
        state.Require("votes.neighbors", asked >= 1 && asked <= faces, $"1 to {faces}, the number of faces");
    }

    private static void CheckVectors(CheckpointMap state, long width, int classes)
    {
        var pairs = SupportVectors.Pairs(classes).Count;
        _ = Numbers(state, "votes.vectors", [null, width]);
        _ = Numbers(state, "votes.coefficients", [pairs, state.Tensor("votes.vectors").Shape[0]]);
        _ = Numbers(state, "votes.offsets", [pairs]);
        _ = Numbers(state, "votes.gamma", state.Tensor("votes.gamma").Shape is [] ? [] : [1]);
    }

    private static void CheckTrees(CheckpointMap state, long width, int classes)
    {
        var left = state.Tensor("votes.left", ElementType.Int64, [null]);
        var nodes = left.Shape[0];
        _ = Indices(state, "votes.roots", [null], nodes);
        _ = Indices(state, "votes.features", [nodes], width);
        _ = Indices(state, "votes.labels", [nodes], classes);
        var children = Indices(state, "votes.left", [nodes], nodes);
        var thresholds = Numbers(state, "votes.thresholds", [nodes]);
        for (var node = 0; node < nodes; node++)
            state.Require("votes.left", children[node] + 1 < nodes || float.IsPositiveInfinity(thresholds[node]), "nodes with both children in the table");
    }

    private static float[] Numbers(CheckpointMap state, string key, long?[] shape)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(state.Tensor(key, ElementType.Float32, shape).Bytes.Span).ToArray();
        state.Require(key, !numbers.Any(float.IsNaN), "numbers");
        return numbers;
    }

    private static long[] Indices(CheckpointMap state, string key, long?[] shape, long below)
    {
        var numbers = MemoryMarshal.Cast<byte, long>(state.Tensor(key, ElementType.Int64, shape).Bytes.Span).ToArray();
        state.Require(key, numbers.All(number => number >= 0 && number < below), $"whole numbers from 0 to {below - 1}");
        return numbers;
    }
}
