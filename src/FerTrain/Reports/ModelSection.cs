using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Models;

namespace FerTrain.Reports;

/// <summary>The part of a page that shows the layers of a run's network, closed until a reader opens it; printing shows it all.</summary>
internal static class ModelSection
{
    /// <summary>Null where the run has no layers.json: a model that is no network, or a run of an older version.</summary>
    public static XElement? Of(RunDirectory run)
    {
        if (!File.Exists(run.Layers)) return null;
        var table = JsonFile.Read<LayerTable>(run.Layers);
        return Html.Section("Model", Html.Tag("details",
            Html.Tag("summary", string.Create(CultureInfo.InvariantCulture, $"{table.Layers.Count - 1} layers, {table.Total:N0} parameters")),
            InlineFigures.SvgFile(run.Architecture, $"The layers of {table.Name} and how they are connected."),
            Rows(table)));
    }

    private static XElement Rows(LayerTable table)
    {
        var rows = Html.Table($"Layers of {table.Name} ({table.Source})",
        [
            ["layer", "type", "output shape", "parameters", "connected to"],
            .. table.Layers.Select(row => (object[])[row.Name, row.Type, row.ShapeText(), NumberText.Grouped(row.Parameters), string.Join(", ", row.Inputs)]),
            ["total", "", "", NumberText.Grouped(table.Total), ""],
            ["trainable", "", "", NumberText.Grouped(table.Trainable), ""],
            ["non-trainable", "", "", NumberText.Grouped(table.NonTrainable), ""],
        ]);
        rows.SetAttributeValue("class", "scroll layers");
        return rows;
    }
}
