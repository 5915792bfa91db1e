using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Divides training rows into folds for cross-validation.</summary>
internal static class Folds
{
    /// <summary>Takes one fold of the training rows as the rows that validate; both keep their order.</summary>
    /// <exception cref="UserError">There are fewer different images than folds.</exception>
    public static DataSplit Split(FaceSet faces, DataSplit split, DataConfig config)
    {
        var folds = Of(faces, [.. split.Train], config.Folds, config.Seed);
        var rows = split.Train.Zip(folds).ToArray();
        return split with
        {
            Train = [.. rows.Where(row => row.Second != config.Fold).Select(row => row.First)],
            Val = [.. rows.Where(row => row.Second == config.Fold).Select(row => row.First)],
        };
    }

    /// <summary>
    /// Gives the fold of each row. Rows of equal pixels are in one fold, whatever their labels. Each class is divided as evenly as
    /// that allows: its images in random order, those with most rows first, go to the fold that has fewest rows of the class, and of
    /// such folds to the one that has fewest rows at all.
    /// </summary>
    public static int[] Of(FaceSet faces, IReadOnlyList<int> rows, int folds, long seed)
    {
        var images = Enumerable.Range(0, rows.Count).GroupBy(i => rows[i], new PixelComparer(faces)).Select(group => group.ToArray()).ToArray();
        if (images.Length < folds) throw new UserError($"data.folds is {folds}, and the training rows have {Counted.Of(images.Length, "different image")}. Expected: fewer folds.");
        new Seeds(seed).Stream("folds").Shuffle(images.AsSpan());
        var foldOf = new int[rows.Count];
        var ofClass = new int[folds, faces.ClassNames.Count];
        var all = new int[folds];
        foreach (var image in images.OrderByDescending(image => image.Length)) // stable, so the order stays random
        {
            var label = faces.Labels[rows[image[0]]];
            var fold = Enumerable.Range(0, folds).MinBy(f => (ofClass[f, label], all[f]));
            foreach (var i in image)
            {
                foldOf[i] = fold;
                ofClass[fold, faces.Labels[rows[i]]]++;
                all[fold]++;
            }
        }

        return foldOf;
    }
}
