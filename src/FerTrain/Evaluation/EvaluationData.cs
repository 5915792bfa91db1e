using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Evaluation;

/// <summary>The data that checkpoints are scored on together: none of them may be trained on what another is tested on.</summary>
/// <param name="Prepared">The faces and their split.</param>
/// <param name="Trained">The rows that any of the checkpoints was trained on; null where that is not known.</param>
internal sealed record EvaluationData(PreparedData Prepared, IReadOnlyCollection<int>? Trained)
{
    /// <summary>The faces as each checkpoint sees them, where images of a folder are resized for it; null where all see the same.</summary>
    private IReadOnlyList<FaceSet>? OwnFaces { get; init; }

    /// <summary>The files of the checkpoints that were trained on other faces, or may have been.</summary>
    public IReadOnlyList<string> TrainedElsewhere { get; private init; } = [];

    /// <summary>Takes the data that a checkpoint was trained on in this process.</summary>
    public static EvaluationData Of(PreparedData trained) => new(trained, trained.Split.Train);

    /// <summary>The faces, in the same rows, for the checkpoint of this number.</summary>
    public FaceSet FacesOf(int checkpoint) => OwnFaces?[checkpoint] ?? Prepared.Faces;

    /// <summary>Prepares the data of the checkpoints' configs, or a <paramref name="file"/> or folder divided as these say.</summary>
    /// <exception cref="UserError">
    /// The configs divide the faces differently, the faces cannot be read, or, without a file, they are not those that a
    /// checkpoint was trained on.
    /// </exception>
    public static EvaluationData Prepare(IReadOnlyList<ITrainedModel> checkpoints, string? file)
    {
        if (file is null) RequirePlaces(checkpoints);
        RunConfig[] configs = [.. checkpoints.Select(checkpoint => WithFile(checkpoint, file))];
        var data = Divided([.. checkpoints.Select(checkpoint => checkpoint.Path).Zip(configs)]);
        if (file is not null) data[0] = data[0] with { Warnings = [.. data[0].Warnings, .. LeftOut(data[0], file)] };
        var fingerprints = data.Distinct().ToDictionary(own => own, own => own.Fingerprint());
        if (file is null)
        {
            foreach (var (checkpoint, own) in checkpoints.Zip(data))
                RequireOwnData(checkpoint, own, fingerprints[own]);
        }

        string[] elsewhere = file is null
            ? []
            : [.. checkpoints.Zip(configs, data).Where(own => !IsTrainedOn(own.First, own.Second, fingerprints[own.Third])).Select(own => own.First.Path)];
        return new(data[0], elsewhere.Length == 0 ? [.. fingerprints.Keys.SelectMany(own => own.Split.Train).Distinct()] : null)
        {
            TrainedElsewhere = elsewhere,
            OwnFaces = configs.All(config => config.Preprocess.Size == configs[0].Preprocess.Size)
                ? null
                : [.. configs.Select(config => FacesAt(config.Preprocess.Size, config.Data, data[0].Faces))],
        };
    }

    /// <summary>Gives prepared faces as a model of another size sees them. Only images of a folder are resized for it.</summary>
    public static FaceSet FacesAt(int size, DataConfig config, FaceSet faces) =>
        config.Source == DataSource.Folder && DataPreparation.Prepare(config, size).Faces is var own && own.Size != faces.Size ? own : faces;

    private static void RequirePlaces(IEnumerable<ITrainedModel> checkpoints)
    {
        if (checkpoints.FirstOrDefault(IsMissing) is { } checkpoint)
            throw new UserError(
                $"{checkpoint.Path} was trained on {checkpoint.Config.Data.Path}, {(IsUnplaced(checkpoint) ? "and an exported file does not say where that lies" : "which does not exist any more")}. Expected: --data FILE.");
    }

    /// <summary>An exported file holds the name of its data, without the folder.</summary>
    private static bool IsUnplaced(ITrainedModel model) =>
        IsMissing(model) && !Path.IsPathRooted(model.Config.Data.Path);

    private static bool IsMissing(ITrainedModel model) => model.Config.Data is { Source: not DataSource.Synthetic, Path: var path } && !Path.Exists(path);

    /// <summary>Prepares the data of named configs, and checks that they divide it alike.</summary>
    /// <exception cref="UserError">They divide the faces differently, or the faces cannot be read.</exception>
    public static PreparedData Prepare(IReadOnlyList<(string Name, RunConfig Config)> trained) => Divided(trained)[0];

    /// <summary>Checks that a model was trained on the classes, the faces and the split of a config: on none that it validates or tests on.</summary>
    /// <exception cref="UserError">It was not, or its data can't be read.</exception>
    public static void RequireSplit(ITrainedModel model, string name, RunConfig config, PreparedData data)
    {
        var trained = IsUnplaced(model) ? model.Config with { Data = PlacedAs(model.Config.Data, config.Data) } : model.Config;
        var own = ConfigKeys.Differences(config, trained, "data").Count == 0 ? data : DataPreparation.Prepare(trained.Data, config.Preprocess.Size);
        model.RequireClasses(data.Faces.ClassNames);
        if (!AreScoredAlike(data, own)) throw OtherSplit(name, config, model.Path, trained);
        if (model.DataFingerprint is not null && !IsTrainedOn(model, trained, own.Fingerprint()))
            throw new UserError($"{model.Path} is not trained on the faces, labels and split of {NameOf(trained.Data)}. Expected: the data that it was trained on.");
    }

    /// <summary>Gives data of an exported file the paths of data that lie somewhere.</summary>
    private static DataConfig PlacedAs(DataConfig exported, DataConfig placed)
    {
        return exported with
        {
            Source = placed.Source,
            Path = placed.Path,
            Ferplus = Found(exported.Ferplus, placed.Ferplus),
            DropRows = Found(exported.DropRows, placed.DropRows),
        };

        static string Found(string name, string path) => Path.GetFileName(path) == name ? path : name;
    }

    /// <summary>Prepares the data of each config; configs of the same data share it.</summary>
    private static List<PreparedData> Divided(IReadOnlyList<(string Name, RunConfig Config)> trained)
    {
        var (first, config) = trained[0];
        var data = new List<PreparedData> { DataPreparation.Prepare(config.Data, config.Preprocess.Size) };
        foreach (var (name, other) in trained.Skip(1))
        {
            var known = Enumerable.Range(0, data.Count).FirstOrDefault(i => ConfigKeys.Differences(trained[i].Config, other, "data").Count == 0, -1);
            // A key may differ and change nothing, such as the seed of a split by Usage.
            var own = known >= 0 ? data[known] : DataPreparation.Prepare(other.Data, config.Preprocess.Size);
            data.Add(AreScoredAlike(data[0], own) ? own : throw OtherSplit(first, config, name, other));
        }

        return data;
    }

    private static IEnumerable<string> LeftOut(PreparedData data, string file)
    {
        var all = data.Steps.TakeWhile(step => step.Name != DataSteps.Selected).Last().Faces;
        var others = all.Where(counted => counted.Value > 0 && !data.Faces.ClassNames.Contains(counted.Key)).ToArray();
        if (others.Length > 0)
            yield return $"{file}: {others.Sum(counted => counted.Value)} faces of {string.Join(", ", others.Select(counted => counted.Key))} are left out, which the model does not predict.";
    }

    /// <summary>
    /// Other data are scored on the model's classes alone, in its order, and are divided as its own were; but labels, folds and rows that
    /// belong to its own file, and what changes the training faces alone, mean nothing there.
    /// </summary>
    private static RunConfig WithFile(ITrainedModel model, string? file)
    {
        if (file is null) return model.Config;
        var (own, standard) = (model.Config.Data, new DataConfig());
        var moved = own with
        {
            Source = FaceSource.Of(file),
            Path = file,
            Classes = model.Preprocessing.ClassNames,
            Ferplus = Beside(file, own.Ferplus),
            DropRows = Beside(file, own.DropRows),
        };
        var other = moved with
        {
            Ferplus = standard.Ferplus,
            DropRows = standard.DropRows,
            Folds = standard.Folds,
            Fold = standard.Fold,
            Limit = standard.Limit,
            Balance = standard.Balance,
            ValidateOn = standard.ValidateOn,
        };
        return model.Config with { Data = moved == other || IsOwn(model, moved) ? moved : other };
    }

    /// <summary>Whether the data are those that a model was trained on, wherever they lie now.</summary>
    private static bool IsOwn(ITrainedModel model, DataConfig moved)
    {
        try
        {
            return model.DataFingerprint is { } trained && DataPreparation.Prepare(moved, model.Config.Preprocess.Size).Fingerprint() == trained;
        }
        catch (UserError)
        {
            return false; // the labels, folds or rows of its own file do not fit it
        }
    }

    /// <summary>Finds a file that an export names without its folder beside the faces.</summary>
    private static string Beside(string faces, string file)
    {
        if (Path.IsPathRooted(file) || Path.Exists(file)) return file;
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(faces))!, file);
        return File.Exists(beside) ? beside : file;
    }

    private static void RequireOwnData(ITrainedModel checkpoint, PreparedData data, string fingerprint)
    {
        var config = checkpoint.Config;
        checkpoint.RequireClasses(data.Faces.ClassNames);
        if (checkpoint.DataFingerprint is not null && !IsTrainedOn(checkpoint, config, fingerprint))
            throw new UserError(
                $"{checkpoint.Path}: {NameOf(config.Data)} no longer gives the faces, labels and split "
                + "that it was trained on. Expected: the data as they were, or --data with any file.");
    }

    /// <summary>Whether a model was trained on data of this fingerprint, or of what the config gives at the model's own size: images of a folder are resized.</summary>
    private static bool IsTrainedOn(ITrainedModel model, RunConfig config, string fingerprint) =>
        model.DataFingerprint is { } trained && (trained == fingerprint || trained == DataPreparation.Prepare(config.Data, model.Config.Preprocess.Size).Fingerprint());

    private static string NameOf(DataConfig data) => data.Source == DataSource.Synthetic ? "data.source=synthetic" : data.Path;

    private static UserError OtherSplit(string first, RunConfig config, string name, RunConfig other)
    {
        var differences = ConfigKeys.Differences(config, other, "data");
        return new(
            $"{name} is not trained on the split of {first}: {string.Join(", ", differences.Select(d => d.Second))}; expected: {string.Join(", ", differences.Select(d => d.First))}.");
    }

    private static bool AreScoredAlike(PreparedData first, PreparedData second) =>
        first.Faces.Pixels.AsSpan().SequenceEqual(second.Faces.Pixels)
        && first.Faces.Labels.AsSpan().SequenceEqual(second.Faces.Labels)
        && first.Split.Val.SequenceEqual(second.Split.Val)
        && first.Split.Test.SequenceEqual(second.Split.Test);
}
