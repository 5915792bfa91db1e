using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>
/// The surest faces of each cell of a confusion matrix: a row of an image for each pair of classes that occurs, so that a page can show
/// the faces behind a number without the data.
/// </summary>
internal static class ConfusedFaces
{
    public const string File = "confused_faces.png";

    private const int FacesPerCell = 8;
    private const int MostPixels = 1_000_000; // of a PNG file's height, to libpng

    /// <summary>Writes an image with a row of faces for each pair of classes, the true class of the first rows being the first.</summary>
    /// <param name="predictions">Predictions for rows of <paramref name="faces"/>.</param>
    public static void Write(string path, Predictions predictions, FaceSet faces)
    {
        var side = faces.Size;
        var cells = Cells(predictions, side);
        using var image = new SKBitmap(FacesPerCell * side, cells.Length * side, SKColorType.Gray8, SKAlphaType.Opaque);
        image.Erase(SKColors.White);
        var pixels = image.GetPixelSpan();
        foreach (var (row, (_, shown)) in cells.Index())
        {
            foreach (var (column, face) in shown.Index())
            {
                for (var y = 0; y < side; y++)
                    faces.Face(face.Row).Slice(y * side, side).CopyTo(pixels[((row * side + y) * image.RowBytes + column * side)..]);
            }
        }

        AtomicFile.Write(path, stream => stream.Write(Png.Encode(image)));
    }

    /// <summary>Cuts the image that <see cref="Write"/> wrote into PNG files of its faces; none where the file is missing, damaged or of other predictions.</summary>
    public static ILookup<(int True, int Predicted), ConfusedFace> Read(string path, Predictions predictions)
    {
        using var image = System.IO.File.Exists(path) ? SKBitmap.Decode(path) : null;
        var side = (image?.Width ?? 0) / FacesPerCell;
        var cells = side > 0 ? Cells(predictions, side) : [];
        return (from cell in (image?.Height == cells.Length * side ? cells : []).Index()
                from face in cell.Item.Faces.Index()
                select (cell.Item.Pair, Face: face.Item with { Png = Cut(image!, face.Index * side, cell.Index * side, side) }))
            .ToArray().ToLookup(face => face.Pair, face => face.Face);
    }

    /// <summary>The pairs of classes that occur, as many as an image holds, and the faces that are shown of each.</summary>
    private static ((int True, int Predicted) Pair, IReadOnlyList<ConfusedFace> Faces)[] Cells(Predictions predictions, int side) =>
    [
        .. (from i in Enumerable.Range(0, predictions.Count)
            let predicted = predictions.Predicted(i)
            group new ConfusedFace(predictions.Row(i), predictions.Probabilities(i)[predicted]) by (predictions.Label(i), predicted) into cell
            orderby cell.Key
            select (cell.Key, (IReadOnlyList<ConfusedFace>)[.. cell.OrderByDescending(face => face.Probability).ThenBy(face => face.Row).Take(FacesPerCell)]))
            .Take(MostPixels / side),
    ];

    private static byte[] Cut(SKBitmap image, int left, int top, int side)
    {
        using var face = new SKBitmap();
        image.ExtractSubset(face, SKRectI.Create(left, top, side, side));
        return Png.Encode(face);
    }
}

/// <summary>A face of a cell of the confusion matrix.</summary>
/// <param name="Row">Its row in the data.</param>
/// <param name="Probability">That of its predicted class.</param>
internal sealed record ConfusedFace(int Row, float Probability)
{
    public byte[] Png { get; init; } = [];
}
