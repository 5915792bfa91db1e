using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Export;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Export;

[Collection(TestCollections.Libtorch)]
public sealed class ExportCheckTests
{
    private static readonly ExportFaces Faces = ExportFaces.Synthetic().Take(5);

    [Fact]
    public void The_figures_are_those_of_a_naive_count() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte First, byte Second, byte Third, byte Fourth, bool Label)[]>().Filter(rows => rows.Length > 0),
        rows =>
        {
            var check = ExportCheck.Of(
                Predictions([.. rows.SelectMany(row => new[] { row.First / 255f, row.Second / 255f })]),
                Predictions([.. rows.SelectMany(row => new[] { row.Third / 255f, row.Fourth / 255f })]),
                SplitName.Val);
            check.Samples.ShouldBe(rows.Length);
            check.MaxAbsDifference.ShouldBe(rows.Max(row => Math.Max(Math.Abs(row.First - row.Third), Math.Abs(row.Second - row.Fourth))) / 255.0, 1e-6);
            check.Agreement.ShouldBe(rows.Count(row => row.Second > row.First == row.Fourth > row.Third) / (double)rows.Length, 1e-12);
            check.OriginalAccuracy!.Value.ShouldBe(rows.Count(row => row.Second > row.First == row.Label) / (double)rows.Length, 1e-12);
            check.Accuracy!.Value.ShouldBe(rows.Count(row => row.Fourth > row.Third == row.Label) / (double)rows.Length, 1e-12);

            Predictions Predictions(float[] values) => new(2, new int[rows.Length], [.. rows.Select(row => row.Label ? 1 : 0)], values);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_that_agrees_stays()
    {
        using var folder = new TempFolder();
        var check = Write(folder, 0.50005f, ExportTolerance.Exact);
        File.Exists(folder["model"]).ShouldBeTrue();
        check.MaxAbsDifference.ShouldBe(5e-5, 1e-6);
        (check.Samples, check.Agreement, check.Split, check.Accuracy).ShouldBe((5, 1, null, null));
    }

    [Fact]
    public void A_file_that_disagrees_is_not_written_and_an_earlier_one_stays()
    {
        using var folder = new TempFolder();
        folder.Write("model", "earlier");
        Should.Throw<UserError>(() => Write(folder, 0.502f, ExportTolerance.Exact)).Message
            .ShouldBe("model is not written, because it would not agree with original on 5 faces: a probability differs by 0.002, expected: at most 0.0001.");
        Should.Throw<UserError>(() => Write(folder, 0.1f, ExportTolerance.Fp16)).Message
            .ShouldBe("model is not written, because it would not agree with original on 5 faces: 0.00 % of the faces get the same class, expected: 99 % or more.");
        File.ReadAllText(folder["model"]).ShouldBe("earlier");
        Directory.GetFileSystemEntries(folder.Root).Length.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_gives_no_number_is_not_written()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => Write(folder, float.NaN, ExportTolerance.Fp16)).Message.ShouldBe("model: the model's output is NaN, expected: probabilities.");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Faces_of_other_classes_are_a_user_error()
    {
        var data = ExportFaces.Of(DataPreparation.Prepare(new DataConfig { Source = DataSource.Synthetic, SyntheticCount = 70 }), SplitName.Test);
        Should.Throw<UserError>(() => ExportCheck.Run(new Constant("original", 1), new Constant("model", 1), data, default)).Message
            .ShouldBe("original predicts no, yes; the data has angry, disgust, fear, happy, sad, surprise, neutral.");
    }

    private static ExportCheck Write(TempFolder folder, float probability, ExportTolerance tolerance)
    {
        var path = folder["model"];
        try
        {
            return new VerifiedExport(new Constant("original", 0.5f), Faces, tolerance)
                .Write(path, file => File.WriteAllText(file, "model"), file => new Constant(file, probability), default);
        }
        catch (UserError error)
        {
            throw new UserError(error.Message.Replace(path, "model", StringComparison.Ordinal));
        }
    }

    /// <summary>Predicts the same for every face.</summary>
    private sealed record Constant(string Path, float Yes) : ITrainedModel
    {
        public RunConfig Config => new();

        public Preprocessing Preprocessing => new(48, 0, 1, PixelScaling.Unit, ["no", "yes"]);

        public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel) =>
            [.. rows.SelectMany(_ => new[] { 0.4f, Yes })];

        public string? DataFingerprint => null;

        public ILoadedModel Load(TorchSharp.torch.Device device) => throw new NotSupportedException("It is asked about sets of faces.");
    }
}
