using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Collects in sentences what a config does to the rows of its source.</summary>
internal sealed class DataChanges
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public IReadOnlyList<int> Dropped(int all, IEnumerable<int> distinct)
    {
        int[] rows = [.. distinct];
        Add(all - rows.Length, $"{NumberText.Grouped(all - rows.Length)} of {NumberText.Grouped(all)} rows equal an earlier one and are dropped (data.drop_duplicates).");
        return rows;
    }

    public FaceSet Selected(DataSteps before, FaceSet after)
    {
        var rows = before.Rows.Count(row => before.Faces.Labels[row] != FaceSet.Unlabelled && after.Labels[row] == FaceSet.Unlabelled);
        Add(rows, $"{NumberText.Grouped(rows)} rows of {string.Join(", ", before.Faces.ClassNames.Except(after.ClassNames))} are left out (data.classes).");
        return after;
    }

    public void Unlabelled(FaceSet labelled)
    {
        var rows = labelled.Labels.Count(label => label == FaceSet.Unlabelled);
        Add(rows, $"{NumberText.Grouped(rows)} of {NumberText.Grouped(labelled.Count)} rows have no class by the votes of FER+ and are left out (data.ferplus).");
    }

    public void Merged(DataSteps before, IReadOnlyDictionary<string, string> merge)
    {
        foreach (var (from, to) in merge)
        {
            var label = before.Faces.ClassNames.ToList().IndexOf(from);
            _sentences.Add($"{from} is merged into {to}: {NumberText.Grouped(before.Rows.Count(row => before.Faces.Labels[row] == label))} rows (data.merge).");
        }
    }

    public DataSplit Folded(DataSplit after, DataConfig config)
    {
        _sentences.Add(
            $"The training faces are divided into {config.Folds} folds: fold {config.Fold} of {NumberText.Grouped(after.Val.Length)} faces validates in the place of the val part (data.folds, data.fold).");
        return after;
    }

    public DataSplit NotTrained(DataSplit before, DataSplit after, string file)
    {
        var rows = before.Train.Length - after.Train.Length;
        _sentences.Add(
            $"{NumberText.Grouped(rows)} of {NumberText.Grouped(before.Train.Length)} training faces are named in {Path.GetFileName(file)} and not trained on (data.drop_rows).");
        return after;
    }

    public DataSplit Scorable(DataSplit before, DataSplit after)
    {
        var rows = before.Val.Length - after.Val.Length + before.Test.Length - after.Test.Length;
        Add(rows, $"{NumberText.Grouped(rows)} validation and test faces have no majority among the votes of FER+ and are not scored.");
        return after;
    }

    public void Balanced(DataSplit split, BalanceMethod balance)
    {
        var (all, distinct) = (split.Train.Length, split.Train.Distinct().Count());
        _sentences.AddRange(balance switch
        {
            BalanceMethod.None => [],
            BalanceMethod.ClassWeights => ["Classes weigh equally in the training loss (data.balance=class_weights)."],
            BalanceMethod.Sampler => ["Classes are drawn equally often in training (data.balance=sampler)."],
            _ => [$"The {NumberText.Grouped(distinct)} training faces are repeated to {NumberText.Grouped(all)}, so that classes are equally large (data.balance={EnumName.Of(balance)})."],
        });
    }

    public DataSplit Limited(DataSplit before, DataSplit after, int limit)
    {
        var (rows, all) = (before.Count - after.Count, before.Count);
        Add(rows, $"{NumberText.Grouped(rows)} of {NumberText.Grouped(all)} rows are left out (data.limit={limit.ToString(CultureInfo.InvariantCulture)}).");
        return after;
    }

    private void Add(int rows, string sentence)
    {
        if (rows > 0) _sentences.Add(sentence);
    }

}
