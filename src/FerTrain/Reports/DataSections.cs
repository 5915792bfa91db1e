using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Runs;

namespace FerTrain.Reports;

/// <summary>The part of a page that says which faces a run learnt from and is scored on.</summary>
internal static class DataSections
{
    public static XElement Summary(DataRecord data)
    {
        string[] splits = [.. data.Splits.Keys];
        return Html.Section("Data",
            Html.Table("Faces of each class in each split",
            [
                ["class", .. splits, "all"],
                .. data.Classes.Select((name, c) => Row(name, [.. splits.Select(split => data.Splits[split][c])])),
                Row("all", [.. splits.Select(split => data.Splits[split].Sum())]),
            ]),
            data.Changes.Count == 0 ? null : Html.List(data.Changes));
    }

    private static object[] Row(string name, int[] counts) =>
        [name, .. counts.Append(counts.Sum()).Select(count => NumberText.Grouped(count))];
}
