using FerTrain.Data;
using FerTrain.Figures;
using FerTrain.Training;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

[Collection(TestCollections.Libtorch)]
public sealed class FaceGridTests
{
    [Fact]
    public void Samples_are_a_row_a_class_spread_over_its_rows()
    {
        var faces = SyntheticFaces.Generate(210, seed: 0);
        using var figure = ClassSamples.Draw(faces, Enumerable.Range(0, faces.Count));

        figure.Texts().ShouldBe(faces.ClassNames);
        figure.All<ImageRect>().Length.ShouldBe(70);
        var rows = figure.All<ImageRect>().GroupBy(image => image.Rect.Top).ToArray();
        rows.Length.ShouldBe(7);
        rows.ShouldAllBe(row => row.Count() == 10);
        figure.All<ImageRect>()[0].Image!.GetImageBytes().ShouldBe(Image(faces, Array.IndexOf(faces.Labels, (byte)0)));
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void A_class_without_faces_has_an_empty_row_and_repeated_rows_count_once()
    {
        var faces = Tests.Data.Sample.Faces((1, 0, Usage.Training), (2, 6, Usage.Training));
        using var figure = ClassSamples.Draw(faces, [0, 0, 0, 1]);
        figure.Texts().ShouldBe(faces.ClassNames);
        figure.All<ImageRect>().Length.ShouldBe(2);
        figure.ShouldBeDrawn();
    }

    [Theory]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(42)]
    [InlineData(47)]
    [InlineData(224)]
    public void A_pixel_of_a_face_is_a_whole_number_of_pixels_in_the_file(int side)
    {
        using var figure = new FaceGrid([[new FaceTile(new byte[side * side], "a", "b")]], []).Draw("one");
        var rect = figure.All<ImageRect>().ShouldHaveSingleItem().Rect;
        (2 * (rect.Right - rect.Left) % side).ShouldBe(0);
        (rect.Top - rect.Bottom).ShouldBe(rect.Right - rect.Left);
        figure.Texts().ShouldBe(["a", "b"]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void The_first_batch_shows_at_most_32_faces_and_names_them()
    {
        var batch = new BatchPreview([.. Enumerable.Repeat(new byte[48 * 48], 40)], [.. Enumerable.Repeat(new float[] { 0, 1, 0 }, 40)], -1, 1);
        using var figure = TrainBatch.Draw(Sample.Names, batch);
        figure.All<ImageRect>().Length.ShouldBe(32);
        figure.Texts().ShouldAllBe(text => text == "happy");
        figure.Plot.Axes.Title.Label.Text.ShouldBe("First training batch: 32 of 40 faces, black is -1, white 1");
    }

    [Fact]
    public void Mixed_targets_name_their_two_largest_shares()
    {
        using var figure = TrainBatch.Draw(Sample.Names, new BatchPreview([new byte[48 * 48]], [[0.2f, 0.1f, 0.7f]], 0, 1));
        figure.Texts().ShouldBe(["sad 70 %", "angry 20 %"]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Mistakes_are_the_surest_wrong_answers_in_order()
    {
        var faces = Tests.Data.Sample.Faces([.. Enumerable.Range(0, 6).Select(i => ((byte)i, (byte)0, Usage.PrivateTest))]);
        using var figure = WorstMistakes.Draw("test", Sample.Predictions(7, (0, 0, 0.9f), (0, 3, 0.6f), (4, 4, 0.7f), (4, 0, 0.95f)), faces);

        figure.Texts().ShouldBe(["row 3", "true: sad", "pred: angry 95.0 %", "row 1", "true: angry", "pred: happy 60.0 %"]);
        figure.All<ImageRect>().Select(image => image.Image!.GetImageBytes()).ShouldBe([Image(faces, 3), Image(faces, 1)]);
        figure.Plot.Axes.Title.Label.Text.ShouldBe("test: the surest 2 of 2 mistakes");
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void A_model_without_mistakes_is_told_so()
    {
        var faces = Tests.Data.Sample.Faces((0, 0, Usage.PrivateTest));
        using var figure = WorstMistakes.Draw("test", Sample.Predictions(7, (0, 0, 0.9f)), faces);
        figure.All<ImageRect>().ShouldBeEmpty();
        figure.Plot.Axes.Title.Label.Text.ShouldBe("test: no mistakes");
        figure.ShouldBeDrawn();
    }

    private static byte[] Image(FaceSet faces, int row)
    {
        var pixels = new byte[faces.Size, faces.Size];
        Buffer.BlockCopy(faces.Face(row).ToArray(), 0, pixels, 0, pixels.Length);
        using var image = new global::ScottPlot.Image(pixels);
        return image.GetImageBytes();
    }
}
