using FerTrain.Core.Metrics;
using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>Draws the wrong predictions with the highest probability, each with its row of predictions.csv.</summary>
internal static class WorstMistakes
{
    private const int Columns = 6, MostRows = 4;

    /// <param name="predictions">Predictions for rows of <paramref name="faces"/>.</param>
    public static Figure Draw(string split, Predictions predictions, FaceSet faces)
    {
        int[] wrong = [.. Enumerable.Range(0, predictions.Count).Where(i => predictions.Predicted(i) != predictions.Label(i))];
        var shown = wrong.OrderByDescending(Probability).Take(Columns * MostRows).Select(Tile).ToArray();
        return new FaceGrid([.. shown.Chunk(Columns)], []).Draw(wrong.Length == 0
            ? $"{split}: no mistakes"
            : $"{split}: the surest {FigureStyle.Count(shown.Length)} of {FigureStyle.Count(wrong.Length)} mistakes");

        float Probability(int i) => predictions.Probabilities(i)[predictions.Predicted(i)];
        FaceTile Tile(int i) => new(
            faces.Face(predictions.Row(i)).ToArray(),
            $"row {predictions.Row(i)}",
            $"true: {faces.ClassNames[predictions.Label(i)]}",
            $"pred: {faces.ClassNames[predictions.Predicted(i)]} {FigureStyle.Percent(Probability(i), "0.0")}");
    }
}
