using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Metrics;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The part of a page that says which classes are confused, with a table whose cells open their faces.</summary>
internal static class ConfusionSections
{
    private const int FaceSide = 72; // pixels of the page

    /// <param name="faces">The faces of each cell; none where the page shows no faces.</param>
    public static XElement Of(EvaluationResult scored, ILookup<(int True, int Predicted), ConfusedFace> faces)
    {
        string[] names = [.. scored.Classes.Select(c => c.Name)];
        var pairs = ConfusedPair.Of(scored);
        return Html.Section("Confusions",
            pairs.Count == 0 ? Html.Tag("p", "No class is taken for another one in 5 % of its faces or more.") : Html.List(pairs.Select(pair => $"{pair.Sentence()}.")),
            Html.Table(faces.Count == 0
                ? "Number of faces by true class (rows) and predicted class (columns)"
                : "Number of faces by true class (rows) and predicted class (columns); a number opens its surest faces",
            [
                ["true \\ predicted", .. names],
                .. names.Select((name, truth) => new object[] { name }
                    .Concat(names.Select((_, predicted) => Cell(scored.Confusion[truth][predicted], faces, (truth, predicted))))
                    .ToArray()),
            ]),
            faces.OrderBy(cell => cell.Key).Select(cell => Opened(names, cell, scored.Confusion[cell.Key.True][cell.Key.Predicted])));
    }

    /// <summary>Names the place of a page that shows the faces of a cell.</summary>
    public static string Id((int True, int Predicted) cell) => string.Create(CultureInfo.InvariantCulture, $"cell-{cell.True}-{cell.Predicted}");

    private static object Cell(int count, ILookup<(int, int), ConfusedFace> faces, (int, int) cell)
    {
        var text = NumberText.Grouped(count);
        return faces.Contains(cell) ? Html.Tag("a", Html.Attribute("href", $"#{Id(cell)}"), text) : text;
    }

    /// <summary>Makes the faces of a cell, which the style sheet shows while the page is at their id.</summary>
    private static XElement Opened(string[] names, IGrouping<(int True, int Predicted), ConfusedFace> cell, int count)
    {
        var shown = cell.Count() < count ? string.Create(CultureInfo.InvariantCulture, $"the surest {cell.Count()} of {count:N0}") : "all of them";
        var heading = cell.Key.True == cell.Key.Predicted ? $"{names[cell.Key.True]}, right" : $"{names[cell.Key.True]} taken for {names[cell.Key.Predicted]}";
        return Html.Tag("div", Html.Class("opened"), Html.Attribute("id", Id(cell.Key)),
            Html.Tag("p", $"{heading}: {shown}; fertrain explain --row explains one. ", Html.Tag("a", Html.Attribute("href", "#confusions"), "Close")),
            cell.Select(face => Html.Tag("span", Html.Void("img",
                Html.Attribute("src", $"data:image/png;base64,{Convert.ToBase64String(face.Png)}"), Html.Attribute("alt", $"a face of {names[cell.Key.True]}"),
                Html.Attribute("width", $"{FaceSide}"), Html.Attribute("height", $"{FaceSide}")),
                string.Create(CultureInfo.InvariantCulture, $"row {face.Row}, {face.Probability:0 %}"))));
    }
}
