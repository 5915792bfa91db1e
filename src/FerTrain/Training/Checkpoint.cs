using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Models;
using FerTrain.Torch;
using FerTrain.Training.Classic;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// A file that <c>torch.load(path, weights_only=True)</c> reads too: what the model is, what it expects, its weights,
/// and all that training needs to resume.
/// </summary>
internal sealed class Checkpoint : ITrainedModel
{
    private const long FormatVersion = 2;
    private const string Program = "fertrain";

    private Checkpoint(string path, CheckpointMap values)
    {
        if (values.Get<string>("program") != Program)
            throw new UserError($"{path}: not a checkpoint FerTrain can read: it was written by '{values.Get<string>("program")}'");
        if (values.Get<long>("format_version") is var version && version != FormatVersion)
            throw new UserError($"{path}: a checkpoint of format {version}, expected: {FormatVersion}");
        Path = path;
        ModelName = values.Get<string>("model");
        values.Require("model", ModelRegistry.All.Any(known => known.Name == ModelName), "a model of models list");
        Config = ConfigFile.Parse(values.Get<string>("config"), $"{path}:config", []);
        values.Require("model", ModelName == Config.Model.Name, $"{Config.Model.Name}, the config's");
        var input = values.Map("preprocessing");
        Preprocessing = new Preprocessing(
            input.Int("size"), input.Int("crop"), input.Int("channels"),
            new PixelScaling(EnumName.Parse<PixelScale>($"scale in {path}:", input.Get<string>("scale")), input.Floats("offset"), input.Floats("range")),
            [.. input.Get<IReadOnlyList<object?>>("class_names").Select(name => name as string ?? "")]);
        Preprocessing.Require(path, Config.Preprocess);
        ModelState = values.Map("model_state");
        Training = values.Map("training");
        _ = Training.Get<string>("data_fingerprint");
        if (ModelRegistry.Find(ModelName) is NetworkEntry network)
        {
            values.Require("config", network.Takes(Preprocessing.Channels, Preprocessing.InputSize), $"an input that {ModelName} takes");
            ModelState.RequireFinite();
            TrainingStateCheck.Check(Training, Config);
        }
        else
        {
            ClassicStateCheck.Check(ModelState, Config, ModelInput.Of(Preprocessing));
        }
    }

    private Checkpoint(string path, string modelName, RunConfig config, Preprocessing preprocessing, CheckpointMap modelState, CheckpointMap training) =>
        (Path, ModelName, Config, Preprocessing, ModelState, Training) = (path, modelName, config, preprocessing, modelState, training);

    public string Path { get; }

    public string ModelName { get; }

    public RunConfig Config { get; }

    public Preprocessing Preprocessing { get; }

    public string? DataFingerprint => Training.GetOrNull<string>("data_fingerprint");

    internal CheckpointMap ModelState { get; }

    /// <summary>The state that <see cref="TrainingState"/> resumes from.</summary>
    internal CheckpointMap Training { get; }

    /// <summary>The finished epochs.</summary>
    public long Epochs => Training.Get<long>("epoch");

    /// <exception cref="UserError">The file is missing, damaged, or not FerTrain's.</exception>
    public static Checkpoint Read(string path)
    {
        var values = TorchArchive.Read(path) as OrderedDictionary<object, object?>
            ?? throw new UserError($"{path}: not a checkpoint FerTrain can read: it holds no dictionary");
        return new Checkpoint(path, new CheckpointMap(values, path));
    }

    /// <summary>Makes a checkpoint of weights alone, from which no training resumes.</summary>
    /// <exception cref="UserError">They are none that a baseline can have.</exception>
    public static Checkpoint OfWeights(
        string path, RunConfig config, Preprocessing preprocessing, OrderedDictionary<string, StoredTensor> weights, string? dataFingerprint)
    {
        var state = new OrderedDictionary<object, object?>();
        foreach (var (name, tensor) in weights)
            state.Add(name, tensor);
        var values = new CheckpointMap(state, path);
        if (ModelRegistry.Find(config.Model.Name) is ClassicEntry) ClassicStateCheck.Check(values, config, ModelInput.Of(preprocessing));
        return new(path, config.Model.Name, config, preprocessing, values, new CheckpointMap(new() { ["data_fingerprint"] = dataFingerprint }, path));
    }

    /// <summary>The model with the checkpoint's weights, on the device.</summary>
    public Classifier CreateModel(Device device)
    {
        var model = ModelRegistry.Find(ModelName).Build(Config, ModelInput.Of(Preprocessing), ModelState.ToTensor);
        LoadWeights(ModelState, model.state_dict());
        return TorchSharp.ModuleExtensionMethods.to(model, device);
    }

    public float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel)
    {
        using var model = CreateModel(faces.Device);
        using var input = new Preprocessor(Preprocessing, faces.Device);
        using var inference = new Inference(model, faces, input);
        return inference.Probabilities(rows, TestTimeViews.Of(tta, Preprocessing), cancel);
    }

    public ILoadedModel Load(Device device) => new LoadedCheckpoint(this, device);

    /// <summary>Overwrites a model's tensors with weights that this file holds.</summary>
    /// <exception cref="UserError">They are of another model.</exception>
    internal void LoadWeights(CheckpointMap weights, Dictionary<string, Tensor> target)
    {
        if (target.Keys.Except(weights.Keys).Concat(weights.Keys.Except(target.Keys)).ToArray() is { Length: > 0 } odd)
            throw new UserError($"{Path}: its weights are not those of {ModelName}: {Counted.Of(odd.Length, "name differs", "names differ")}, the first is '{odd[0]}'");
        foreach (var (name, tensor) in target)
            weights.CopyTo(name, tensor);
    }

    internal static void Write(
        string path, RunConfig config, Preprocessing preprocessing, OrderedDictionary<object, object?> modelState, OrderedDictionary<object, object?> training)
    {
        var values = new OrderedDictionary<object, object?>
        {
            ["program"] = Program,
            ["format_version"] = FormatVersion,
            ["model"] = config.Model.Name,
            ["config"] = ConfigFile.ToYaml(config),
            ["preprocessing"] = new OrderedDictionary<object, object?>
            {
                ["size"] = (long)preprocessing.Size,
                ["crop"] = (long)preprocessing.Crop,
                ["channels"] = (long)preprocessing.Channels,
                ["scale"] = EnumName.Of(preprocessing.Scaling.Name),
                ["offset"] = TensorStorage.Store(preprocessing.Scaling.Offset),
                ["range"] = TensorStorage.Store(preprocessing.Scaling.Range),
                ["class_names"] = preprocessing.ClassNames.Cast<object?>().ToArray(),
            },
            ["model_state"] = modelState,
            ["training"] = training,
        };
        AtomicFile.Write(path, stream => TorchArchive.Write(stream, values));
    }
}

/// <summary>Runs a checkpoint's network on a device.</summary>
internal sealed class LoadedCheckpoint : ILoadedModel
{
    private readonly Device _device;
    private readonly int _side;
    private readonly Classifier _network;
    private readonly FoldedModel _model;
    private readonly Preprocessor _input;

    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="device">The device.</param>
    /// <param name="side">The side of what the network sees, where it is another than in its evaluation.</param>
    public LoadedCheckpoint(Checkpoint checkpoint, Device device, int? side = null)
    {
        (_device, _side) = (device, side ?? checkpoint.Preprocessing.InputSize);
        _network = checkpoint.CreateModel(device);
        _model = new FoldedModel(_network, ModelInput.Of(checkpoint.Preprocessing) with { Size = _side });
        _input = new Preprocessor(checkpoint.Preprocessing, device);
    }

    public float[] Probabilities(byte[] pixels, int height, int width)
    {
        DenormalNumbers.Flush();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var images = tensor(pixels, [pixels.Length / (height * width), 1, height, width], device: _device);
        return _model.Logits(_input.From(images)).softmax(1).cpu().data<float>().ToArray();
    }

    /// <summary>Gives class probabilities N×classes in float32 of grey values 0–255, N×1×S×S, which are resized to what the network sees.</summary>
    public Tensor Probabilities(Tensor grey)
    {
        using var scope = NewDisposeScope();
        return _model.Logits(_input.Scale(Preprocessor.Resized(grey, _side))).to(float32).softmax(1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _input.Dispose();
        _model.Dispose();
        _network.Dispose();
    }
}
