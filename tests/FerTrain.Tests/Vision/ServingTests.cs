using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Tests.Data;
using FerTrain.Tests.Training;
using FerTrain.Training;
using FerTrain.Vision;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

/// <summary>Compares the prediction for an image with the evaluation of the same row.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ServingTests(ServedModels models) : IClassFixture<ServedModels>, IDisposable
{
    private const int Faces = 20;

    private readonly TempFolder _folder = new();

    /// <summary>Lists every scaling, crops, larger and smaller inputs, and three channels.</summary>
    public static TheoryData<string[]> Preprocessings =>
    [
        ["preprocess.scale=unit"],
        ["preprocess.scale=symmetric", "preprocess.crop=42"],
        ["preprocess.scale=per_pixel_minmax", "preprocess.size=64"],
        ["preprocess.scale=standardize", "preprocess.size=64", "preprocess.crop=48"],
        ["preprocess.scale=per_pixel_minmax", "preprocess.crop=40"],
        ["preprocess.scale=unit", "preprocess.size=36"],
        ["preprocess.scale=standardize", "preprocess.channels=3", "model.name=custom_cnn"],
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Preprocessings))]
    public void A_checkpoint_predicts_alike(string[] overrides)
    {
        var checkpoint = models.Trained(overrides);
        ShouldAnswerAlike(checkpoint, checkpoint, SyntheticFaces.Generate(Faces, seed: 8), [.. Enumerable.Range(0, Faces)], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Preprocessings))]
    public void Its_export_predicts_alike(string[] overrides)
    {
        var checkpoint = models.Trained(overrides);
        OnnxExport.Write(_folder["model.onnx"], checkpoint, new OnnxOptions());
        var exported = OnnxFile.Read(_folder["model.onnx"]);
        var faces = SyntheticFaces.Generate(Faces, seed: 8);
        ImmutableArray<int> rows = [.. Enumerable.Range(0, Faces)];
        ShouldAnswerAlike(exported, exported, faces, rows, 1e-5);
        // Another library adds the same numbers in another order.
        ShouldAnswerAlike(exported, checkpoint, faces, rows, 1e-5);
    }

    [RealDataFact]
    public void Real_faces_are_predicted_alike()
    {
        var faces = FaceSource.Load(new DataConfig { Path = Environment.GetEnvironmentVariable(RealDataFactAttribute.Faces)! }, FaceSet.Fer2013Size, []);
        ImmutableArray<int> rows = [.. Enumerable.Range(0, faces.Count).Where(row => faces.Usages[row] == Usage.PrivateTest).Take(100)];
        var checkpoint = models.Trained(["preprocess.scale=per_pixel_minmax", "preprocess.size=64"]);
        ShouldAnswerAlike(checkpoint, checkpoint, faces, rows, 1e-5);
    }

    private void ShouldAnswerAlike(ITrainedModel served, ITrainedModel evaluated, FaceSet faces, ImmutableArray<int> rows, double tolerance)
    {
        using var tensors = new FaceTensors(faces, CPU);
        var expected = evaluated.Probabilities(tensors, rows, TestTimeAugmentation.None, CancellationToken.None);
        using var classifier = new FaceClassifier(served, CPU);
        var predictor = new FacePredictor(detector: null, classifier, new PredictionOptions());

        var actual = rows.SelectMany(row => predictor.Image(Png(faces, row), _folder["annotated.png"]).Faces.ShouldHaveSingleItem().Probabilities).ToArray();

        actual.Length.ShouldBe(rows.Length * classifier.ClassNames.Count);
        foreach (var (one, other) in actual.Zip(expected))
            ((double)one).ShouldBe(other, tolerance);
    }

    private string Png(FaceSet faces, int row)
    {
        using var image = new Mat(faces.Size, faces.Size, MatType.CV_8UC1);
        image.SetArray(faces.Face(row).ToArray()).ShouldBeTrue();
        return Scene.Write(image, _folder[$"row_{row}.png"]);
    }
}

/// <summary>Trains small models, each once.</summary>
public sealed class ServedModels : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, Checkpoint> _trained = [];

    internal Checkpoint Trained(string[] overrides)
    {
        var name = string.Join(' ', overrides);
        if (_trained.TryGetValue(name, out var known)) return known;
        var run = SmallRun.Directory(_folder, "run");
        SmallRun.Train(SmallRun.Config(["data.synthetic_count=70", "train.epochs=1", "train.batch_size=32", .. overrides]), run);
        return _trained[name] = Checkpoint.Read(run.BestCheckpoint);
    }

    public void Dispose() => _folder.Dispose();
}
