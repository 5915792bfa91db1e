using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain;

/// <summary>
/// The trained models that a network learns from (knowledge distillation, Hinton et al., 2015, arXiv:1503.02531): the mean of
/// their probabilities, over a face and its mirror image, is a soft label of the face and of every augmented view of it.
/// </summary>
internal sealed class Teachers
{
    private const string Probabilities = "probabilities";
    private const string Origin = "origin";

    private readonly IReadOnlyList<Checkpoint> _models;

    private readonly DataConfig _data;

    private Teachers(IReadOnlyList<Checkpoint> models, DataConfig data) => (_models, _data) = (models, data);

    public int Count => _models.Count;

    /// <summary>Finds the files that runs, ensembles and pretrained models stand for.</summary>
    /// <exception cref="UserError">A name finds nothing, or more than one run.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> names, string runsFolder)
    {
        return [.. names.SelectMany(Files).Select(Path.GetFullPath).Distinct()];

        IEnumerable<string> Files(string name)
        {
            if (File.Exists(name) || (Path.IsPathRooted(name) && Path.HasExtension(name))) return [name]; // one that is gone is missed where it is read: a run that resumes has its labels
            if (PretrainedModel.Find(name, runsFolder) is { } model) return [model.Weights];
            var found = RunFinder.Find(name, runsFolder, PretrainedModel.All().Select(known => known.Name));
            var runs = found.IsEnsemble ? JsonFile.Read<EnsembleRecord>(found.Ensemble).Runs(found) : [found];
            return runs.Select(run => run.Checkpoint());
        }
    }

    /// <summary>Reads the teachers of a config and checks that they can teach it; null where it names none.</summary>
    /// <exception cref="UserError">One cannot be read, predicts other classes, or was trained on another split.</exception>
    public static Teachers? Read(RunConfig config, PreparedData data)
    {
        if (config.Distill.Teachers.Count == 0) return null;
        Checkpoint[] models = [.. config.Distill.Teachers.Select(ModelFile.ReadWeights)];
        foreach (var model in models)
        {
            if (config.Distill.Consistent) ConsistentTeachers.Require(model, config);
            EvaluationData.RequireSplit(model, "this run", config, data);
        }

        return new(models, config.Data);
    }

    /// <summary>Copies the teachers' files into a run, which then resumes without them.</summary>
    /// <exception cref="UserError">A file is gone, or the run directory can't be written.</exception>
    public void CopyTo(RunDirectory run)
    {
        foreach (var (i, model) in _models.Index())
            AtomicFile.Copy(model.Path, run.Teacher(i + 1, Path.GetExtension(model.Path)));
    }

    /// <summary>Reads the copies of teachers' files that a run has.</summary>
    /// <exception cref="UserError">One is missing or damaged.</exception>
    public static IReadOnlyList<Checkpoint> In(RunDirectory run, IReadOnlyList<string> files) =>
        [.. files.Select((file, i) => ModelFile.ReadWeights(run.Teacher(i + 1, Path.GetExtension(file))))];

    /// <summary>Tells probabilities apart by all that they depend on: the data, what computes, and the teachers in their order.</summary>
    /// <exception cref="UserError">A teacher's file cannot be read.</exception>
    public string OriginOf(PreparedData data, Device device) =>
        $"{data.Fingerprint()} {device.type} {get_num_threads()} {string.Join(' ', _models.Select(model => InputFile.Sha256(model.Path)))}";

    /// <summary>Takes the probabilities over from a run beside this one, such as another seed of it, that had the same teachers and data.</summary>
    /// <returns>That run; null where there is none.</returns>
    public static RunDirectory? TakeLabelsOver(RunDirectory run, string origin)
    {
        var earlier = RunFinder.All(Path.GetDirectoryName(run.Root)!).FirstOrDefault(other => HasLabels(other, origin));
        if (earlier is not null) AtomicFile.Copy(earlier.TeacherLabels, run.TeacherLabels);
        return earlier;
    }

    /// <summary>Writes the teachers' mean probabilities of the training faces, once and for all sessions of the run.</summary>
    /// <exception cref="UserError">A model's answers are not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void WriteLabels(RunDirectory run, string origin, PreparedData data, Device device, CancellationToken cancel)
    {
        ImmutableArray<int> rows = [.. data.Split.Train.Distinct()];
        var classes = data.Faces.ClassNames.Count;
        var means = new float[data.Faces.Count * classes];
        foreach (var model in _models)
        {
            using var faces = new FaceTensors(Interruptible.Run(() => EvaluationData.FacesAt(model.Config.Preprocess.Size, _data, data.Faces), cancel), device);
            var probabilities = ModelAnswers.RequireFinite(model.Path, model.Probabilities(faces, rows, TestTimeAugmentation.Flip, cancel));
            for (var i = 0; i < probabilities.Length; i++)
                means[rows[i / classes] * classes + i % classes] += probabilities[i] / Count;
        }

        var stored = new StoredTensor(ElementType.Float32, [data.Faces.Count, classes], MemoryMarshal.AsBytes<float>(means).ToArray());
        AtomicFile.Write(run.TeacherLabels, stream => TorchArchive.Write(stream, new OrderedDictionary<object, object?> { [Probabilities] = stored, [Origin] = origin }));
    }

    /// <summary>Adds the soft labels to the run's data: the probabilities that <see cref="WriteLabels"/> wrote, at the student's temperature.</summary>
    /// <exception cref="UserError">They are missing, damaged, or of other data.</exception>
    public static PreparedData WithLabels(RunDirectory run, PreparedData data, double temperature)
    {
        var classes = data.Faces.ClassNames.Count;
        if (TorchArchive.Read(run.TeacherLabels) is not OrderedDictionary<object, object?> values || !values.TryGetValue(Probabilities, out var value)
            || value is not StoredTensor { Type: ElementType.Float32 } stored || !stored.Shape.SequenceEqual([data.Faces.Count, classes]))
            throw new UserError($"{run.TeacherLabels}: holds no probabilities of this run's {data.Faces.Count} faces.");
        var labels = MemoryMarshal.Cast<byte, float>(stored.Bytes.Span).ToArray();
        foreach (var row in data.Split.Train.Distinct())
            Soften(labels.AsSpan(row * classes, classes), temperature);
        return data with { TeacherLabels = labels };
    }

    private static bool HasLabels(RunDirectory run, string origin)
    {
        try
        {
            return File.Exists(run.TeacherLabels) && TorchArchive.Read(run.TeacherLabels) is OrderedDictionary<object, object?> values
                && values.TryGetValue(Origin, out var value) && origin.Equals(value);
        }
        catch (UserError)
        {
            return false; // it is damaged, or that run is being deleted
        }
    }

    /// <summary>Raises probabilities to 1/temperature, so that they sum to 1 again.</summary>
    private static void Soften(Span<float> probabilities, double temperature)
    {
        var sum = 0.0;
        foreach (ref var probability in probabilities)
        {
            probability = (float)Math.Pow(probability, 1 / temperature);
            sum += probability;
        }

        foreach (ref var probability in probabilities)
            probability = (float)(probability / sum);
    }
}
