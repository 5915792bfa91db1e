using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Figures;
using SkiaSharp;

namespace FerTrain.Tests.Figures;

public sealed class ConfusedFacesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_cell_gives_back_the_surest_of_its_faces()
    {
        var faces = SyntheticFaces.Generate(70, seed: 2);
        var predictions = Predicted(faces, face => face % 3 == 0 ? (face + 1) % 7 : face % 7);
        ConfusedFaces.Write(_folder["faces.png"], predictions, faces);

        var cells = ConfusedFaces.Read(_folder["faces.png"], predictions);

        cells.Sum(cell => cell.Count()).ShouldBe(70);
        foreach (var cell in cells)
        {
            cell.Select(face => face.Probability).ShouldBeInOrder(SortDirection.Descending);
            foreach (var face in cell)
            {
                (face.Row % 7).ShouldBe(cell.Key.True);
                using var image = SKBitmap.Decode(face.Png);
                image.GetPixelSpan().ToArray().ShouldBe(faces.Face(face.Row).ToArray());
            }
        }
    }

    [Fact]
    public void Hundreds_of_classes_take_no_more_room_than_the_pairs_that_occur()
    {
        var faces = SyntheticFaces.Generate(14, seed: 2);
        var predictions = new Predictions(
            255, [.. Enumerable.Range(0, faces.Count)], [.. Enumerable.Range(0, faces.Count).Select(face => 18 * face)],
            [.. Enumerable.Range(0, 255 * faces.Count).Select(i => i % 255 == 17 * (i / 255) ? 0.5f : 0)]);

        ConfusedFaces.Write(_folder["faces.png"], predictions, faces);

        using var image = SKBitmap.Decode(_folder["faces.png"]);
        image.Height.ShouldBe(14 * faces.Size);
        ConfusedFaces.Read(_folder["faces.png"], predictions)[(18, 17)].ShouldHaveSingleItem().Row.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_is_missing_damaged_or_of_other_classes_gives_none()
    {
        var faces = SyntheticFaces.Generate(14, seed: 2);
        var predictions = Predicted(faces, face => face % 7);
        ConfusedFaces.Read(_folder["none.png"], predictions).ShouldBeEmpty();
        ConfusedFaces.Read(_folder.Write("damaged.png", "no image"), predictions).ShouldBeEmpty();
        ConfusedFaces.Write(_folder["faces.png"], predictions, faces);
        ConfusedFaces.Read(_folder["faces.png"], new Predictions(2, [0], [1], [0.4f, 0.6f])).ShouldBeEmpty();
    }

    private static Predictions Predicted(FaceSet faces, Func<int, int> answer) => new(
        7, [.. Enumerable.Range(0, faces.Count)], [.. faces.Labels.Select(label => (int)label)],
        [.. Enumerable.Range(0, faces.Count).SelectMany(face => Enumerable.Range(0, 7).Select(c => c == answer(face) ? 0.5f + face / 200f : 0.05f))]);
}
