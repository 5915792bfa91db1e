using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Tests.Data;
using FerTrain.Training;

namespace FerTrain.Tests.Evaluation;

[Collection(TestCollections.Libtorch)]
public sealed class EvaluationDataTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _faces, _others;

    public EvaluationDataTests()
    {
        _faces = Drawn("faces.csv", seed: 0);
        _others = Drawn("others.csv", seed: 1);
        _folder.Write("votes.csv", Votes.For(SyntheticFaces.Generate(70, seed: 0)));
        _folder.Write("rows.csv", "row\n3\n");
    }

    /// <summary>Keys that mean nothing for other faces than the model's own.</summary>
    public static TheoryData<string> KeysOfItsFile =>
        ["data.ferplus=votes.csv", "data.drop_rows=rows.csv", "data.limit=5", "data.folds=2", "data.split=random data.balance=oversample_before_split", "data.validate_on=train"];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(KeysOfItsFile))]
    public void Other_faces_are_scored_whole_by_their_own_labels(string key)
    {
        var model = Trained(key);
        var scored = EvaluationData.Prepare([model], _others);

        var own = DataPreparation.Prepare(new DataConfig { Source = DataSource.Csv, Path = _others, Split = model.Config.Data.Split });
        scored.Prepared.Split.Test.ShouldBe(own.Split.Test);
        scored.Prepared.Split.Val.ShouldBe(own.Split.Val);
        Names(scored.Prepared).ShouldBe(Names(own));
        scored.Trained.ShouldBeNull();
    }

    [Theory, MemberData(nameof(KeysOfItsFile))]
    public void Its_own_faces_are_known_wherever_they_lie(string key)
    {
        var model = Trained(key);
        var copy = Path.Combine(Directory.CreateDirectory(_folder["moved"]).FullName, "copy.csv");
        File.Copy(_faces, copy);
        foreach (var name in (string[])["votes.csv", "rows.csv"]) File.Copy(_folder[name], _folder[$"moved/{name}"]);

        foreach (var known in new[] { model, Exported(model) })
        {
            var scored = EvaluationData.Prepare([known], copy);
            scored.Prepared.Fingerprint().ShouldBe(model.DataFingerprint);
            scored.Trained.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("data.ferplus=votes.csv")]
    [InlineData("data.drop_rows=rows.csv")]
    public void An_exported_model_is_of_the_split_of_a_run_whose_files_have_the_same_names(string key)
    {
        var model = Trained(key);
        Should.NotThrow(() => EvaluationData.RequireSplit(Exported(model), "this run", model.Config, DataPreparation.Prepare(model.Config.Data)));
    }

    [Fact]
    public void Each_model_sees_images_of_different_sizes_in_its_own_size()
    {
        MixedSizes.Write(_folder["images"]);
        var (small, large) = (OfImages(48), OfImages(64));

        foreach (Described[] models in (Described[][])[[small, large], [large, small]])
        {
            _ = new Evaluator(EvaluationData.Prepare(models, file: null), new EvalConfig { Split = SplitName.Test, BootstrapSamples = 100 }, TorchSharp.torch.CPU).Evaluate(models, CancellationToken.None);
            (small.Seen.ShouldHaveSingleItem(), large.Seen.ShouldHaveSingleItem()).ShouldBe((48, 64));
            small.Seen.Clear();
            large.Seen.Clear();
            EvaluationData.Prepare(models, _folder["images"]).TrainedElsewhere.ShouldBeEmpty();
        }

        Described OfImages(int size)
        {
            var config = ConfigFile.Load("tiny_xception", ["data.source=folder", $"data.path={_folder["images"]}", $"preprocess.size={size}"]);
            var data = DataPreparation.Prepare(config.Data, size);
            return new(config, data.Fingerprint(), data.Faces.ClassNames);
        }
    }

    private string Drawn(string name, int seed)
    {
        FaceCsvWriter.Write(_folder[name], SyntheticFaces.Generate(70, seed), Enumerable.Range(0, 70), overwrite: false, CancellationToken.None);
        return _folder[name];
    }

    private static string[] Names(PreparedData data) => [.. data.Faces.Labels.Select(label => data.Faces.ClassNames[label])];

    /// <summary>A model that was trained with a key, on files of the folder.</summary>
    private Described Trained(string key)
    {
        var named = key.EndsWith(".csv", StringComparison.Ordinal) ? key.Replace("=", $"={_folder.Root}/", StringComparison.Ordinal) : key;
        var config = ConfigFile.Load("tiny_xception", [$"data.path={_faces}", .. named.Split(' ')]);
        var data = DataPreparation.Prepare(config.Data);
        return new(config, data.Fingerprint(), data.Faces.ClassNames);
    }

    /// <summary>The same model as an exported file describes it, without folders.</summary>
    private static Described Exported(Described model) => model with
    {
        Config = model.Config with
        {
            Data = model.Config.Data with
            {
                Path = Path.GetFileName(model.Config.Data.Path),
                Ferplus = Path.GetFileName(model.Config.Data.Ferplus),
                DropRows = Path.GetFileName(model.Config.Data.DropRows),
            },
        },
    };

    private sealed record Described(RunConfig Config, string? DataFingerprint, IReadOnlyList<string> Classes) : ITrainedModel
    {
        public string Path => "model";

        public Preprocessing Preprocessing => new(48, 0, 1, PixelScaling.Unit, Classes);

        /// <summary>The sizes of the faces that it was asked about.</summary>
        public List<long> Seen { get; } = [];

        public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel)
        {
            Seen.Add(faces.Images.shape[^1]);
            return [.. Enumerable.Repeat(1f / Classes.Count, rows.Length * Classes.Count)];
        }

        public ILoadedModel Load(TorchSharp.torch.Device device) => throw new NotSupportedException("It only has a description.");
    }
}
