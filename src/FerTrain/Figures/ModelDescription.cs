using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>The layers of a network for one input, as a table and as a picture.</summary>
internal sealed record ModelDescription(LayerTable Layers, Drawing Picture)
{
    /// <summary>Builds the network once and watches it compute an image.</summary>
    /// <param name="entry">The network.</param>
    /// <param name="input">The input that it is built for.</param>
    /// <param name="frozen">Patterns of the parameters that do not train.</param>
    /// <exception cref="Core.Errors.UserError">The network does not take that input, or a pattern names nothing.</exception>
    public static ModelDescription Of(NetworkEntry entry, ModelInput input, IReadOnlyList<string> frozen)
    {
        using var model = entry.Create(input);
        if (frozen.Count > 0) Freezing.Freeze(model, frozen);
        var graph = ModelGraph.Of(model, input);
        var table = LayerTable.Of(entry, graph, ParameterCounts.Of(model));
        return new(table, ArchitectureLayout.Of(graph, table).Draw());
    }

    /// <summary>Writes layers.json and plots/architecture.svg.</summary>
    /// <exception cref="Core.Errors.UserError">The folder cannot be written.</exception>
    public void WriteTo(RunDirectory run)
    {
        JsonFile.Write(run.Layers, Layers);
        OutputFolder.Create(run.Plots);
        Picture.Save(run.Architecture);
    }
}
