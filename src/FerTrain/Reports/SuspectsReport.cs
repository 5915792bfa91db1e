using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The faces whose labels out-of-fold predictions doubt: suspects.csv, joint.csv, and a page of their pictures.</summary>
internal static class SuspectsReport
{
    /// <summary>The file of the rows.</summary>
    public const string Table = "suspects.csv";

    private const int Columns = 8, FacesOfAPicture = 48;

    /// <param name="folder">Created where it is missing.</param>
    /// <param name="found">What is doubted.</param>
    /// <param name="faces">The faces of its rows.</param>
    /// <param name="source">Where the predictions are.</param>
    /// <param name="next">The command that trains without the rows.</param>
    /// <param name="pictured">How many faces the page shows.</param>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public static void Write(string folder, ConfidentLearning found, FaceSet faces, string source, string next, int pictured)
    {
        OutputFolder.Create(folder);
        var names = faces.ClassNames;
        AtomicFile.WriteText(Path.Combine(folder, Table), Csv.Text(
        [
            ["row", "usage", "label", "suggested", "label_probability", "suggested_probability", "margin"],
            .. found.Doubted.Select(face => (object?[])
            [
                face.Row, faces.Usages[face.Row].ToString(), names[face.Label], names[face.Suggested],
                face.LabelProbability, face.SuggestedProbability, face.Margin
            ]),
        ]));
        AtomicFile.WriteText(Path.Combine(folder, "joint.csv"), Csv.Text(
        [
            ["label", .. names],
            .. found.Joint.Select((row, label) => (object?[])[names[label], .. row.Cast<object?>()])
        ]));
        var pictures = Pictures(folder, found, faces, pictured).ToArray();
        AtomicFile.WriteText(Path.Combine(folder, "report.html"), ReportPage.Text("FerTrain suspects", $"{Counted.Of(found.Doubted.Count, "label")} that the folds doubt", source,
        [
            Html.Section("How many labels are wrong",
                Html.Tag("p", string.Create(CultureInfo.InvariantCulture,
                    $"By confident learning about {found.EstimatedErrors:P1} of the labels are not what most faces of that class look like to the models. That is an estimate of models that err themselves, not a count of mistakes: look before you drop.")),
                Html.Table("Estimated percentage of all faces with each label (rows) and true class (columns)",
                    [["label", .. names], .. found.Joint.Select((row, label) => (string[])[names[label], .. row.Select(cell => MetricFormat.Percent.Number(cell))])])),
            InlineFigures.Group("Faces", pictures,
                $"The surest {Counted.Of(Math.Min(pictured, found.Doubted.Count), "suspect")} of {NumberText.Grouped(found.Doubted.Count)}; suspects.csv has all. The faces are those of the data set, whose terms say who may see them."),
            RecordSections.Commands(Html.Tag("p", "This trains without the rows of the file, from which you may delete those whose label is right:"),
                Html.Code(next)),
        ]));
    }

    private static IEnumerable<XElement?> Pictures(string folder, ConfidentLearning found, FaceSet faces, int pictured)
    {
        foreach (var (part, chunk) in found.Doubted.Take(pictured).Chunk(FacesOfAPicture).Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"suspects_{part + 1}");
            var first = part * FacesOfAPicture + 1;
            new FaceGrid([.. chunk.Select(face => Tile(face, faces)).Chunk(Columns)], []).Draw($"suspects {first} to {first + chunk.Length - 1}").Save(folder, name, []);
            yield return InlineFigures.Photographs(
                Path.Combine(folder, $"{name}.png"),
                "The label that each face has, and the class that the models take it for, with their probabilities.");
        }
    }

    private static FaceTile Tile(DoubtedLabel face, FaceSet faces) => new(
        faces.Face(face.Row).ToArray(),
        $"row {face.Row}",
        $"{faces.ClassNames[face.Label]} {FigureStyle.Percent(face.LabelProbability, "0")}",
        $"{faces.ClassNames[face.Suggested]}? {FigureStyle.Percent(face.SuggestedProbability, "0")}");
}
