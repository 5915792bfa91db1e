using FerTrain.Data;
using static FerTrain.Tests.Data.Sample;

namespace FerTrain.Tests.Data;

[Collection(TestCollections.Libtorch)]
public sealed class NearImagesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nearly_equal_images_are_found_and_different_ones_are_not()
    {
        var drawn = SyntheticFaces.Generate(70, seed: 0);
        var twin = drawn.Face(3).ToArray().Select(pixel => (byte)Math.Clamp(pixel * 0.9 + 12, 0, 255)).ToArray(); // paler
        var faces = new FaceSet([.. drawn.Pixels, .. twin, .. new byte[2 * FaceBytes]], [.. drawn.Labels, 6, 0, 0], [.. drawn.Usages, Usage.PrivateTest, Usage.Training, Usage.Training]);

        var check = DataCheck.Of(faces, [], near: true, list: true);

        check.Near.ShouldBe(new NearCounts(1, 2, 1, 1));
        check.Repeated!.Select(image => string.Join(' ', image.Rows.Select(row => row.Row))).ShouldBe(["3 70", "71 72"]);
    }

    [Fact]
    public void Nearly_equal_images_are_counted_and_cleaned_where_that_is_asked_for()
    {
        var drawn = SyntheticFaces.Generate(7, seed: 0);
        string Drawn(int face, int paler = 0) => string.Join(' ', drawn.Face(face).ToArray().Select(pixel => pixel - pixel * paler / 100 + paler));
        var path = _folder.Write("near.csv", Csv(
            $"0,{Drawn(0)},Training",
            $"0,{Drawn(0)},Training",                // a duplicate
            $"3,{Drawn(0)},PublicTest",              // leaks, another label
            $"3,{Drawn(0, paler: 12)},Training",
            $"4,{Drawn(1)},Training",
            $"4,{Drawn(1, paler: 12)},PrivateTest",  // nearly a leak
            $"5,{Drawn(2)},Training",
            $"5,{Drawn(2, paler: 12)},Training",     // nearly a duplicate
            $"6,{Pixels(1)},PrivateTest",
            "1,300,Training"));

        Cli.CommandLine.Run("data", "check", path, "--near").ShouldBe(new(2, """
            rows                                                           9
              Training                                                     6
              PublicTest                                                   1
              PrivateTest                                                  2
              0 angry                                                      2
              1 disgust                                                    0
              2 fear                                                       0
              3 happy                                                      2
              4 sad                                                        2
              5 surprise                                                   2
              6 neutral                                                    1
            rows equal to an earlier row                                   1
            distinct images                                                7
            rows whose pixels occur earlier                                2
            groups of equal images with different labels                   1
            images of one grey value                                       1
            PublicTest rows whose pixels occur in Training                 1
            PrivateTest rows whose pixels occur in Training                0
            PrivateTest rows whose pixels occur in Training or PublicTest  0
            groups of nearly equal images                                  3
              rows in these groups                                         8
              with different labels                                        1
              in several splits                                            2
            unreadable fields                                              1
              row 9 (line 11), pixels: value 1 is '300', expected: whole numbers 0 to 255

            """, ""));
        Cli.CommandLine.Run("data", "clean", path, "--near", "--out", _folder["clean.csv"]).ShouldBe(new(0, $"""
            rows                                   10
              removed: unreadable                   1
              removed: labels of an image differ    4
              removed: image is in a later split    1
              removed: image is in the same split   1
            3 faces → {_folder["clean.csv"]}

            """, ""));
        ArchiveReader.Read(_folder["clean.csv"]).Labels.ShouldBe([4, 5, 6]);
    }
}
