using FerTrain.Core;
using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Export;
using static System.FormattableString;

namespace FerTrain.Reports;

/// <summary>
/// Describes a model to whoever uses it, as Markdown (Mitchell et al., Model Cards for Model Reporting, 2019, arXiv:1810.03993):
/// data, protocol, scores, speed, intended use, limits and ethics.
/// </summary>
/// <param name="Model">The files that it describes.</param>
/// <param name="Run">The run that trained the model.</param>
/// <param name="Summary">The summary of that run.</param>
/// <param name="Scored">The evaluation of the .onnx file itself.</param>
/// <param name="Description">The description of the .onnx file.</param>
internal sealed record ModelCard(PretrainedModel Model, RunRecord Run, RunSummary Summary, EvaluationResult Scored, ExportDescription Description)
{
    /// <summary>The faces of each class of FER2013's test parts.</summary>
    private static readonly int[] PublicTest = [467, 56, 496, 895, 653, 415, 607], PrivateTest = [491, 55, 528, 879, 594, 416, 626];

    private static readonly ModelNote IntendedUse = new(
        "Intended use and limits",
        "For research and teaching, for trying out how such models work, and as a start for training on faces of one's own. Faces should look at the camera, be lit evenly and be cut out as in the data: a square from the forehead to the chin. "
        + "Heads that are turned or tilted, covered faces and other crops get worse answers.");

    private static readonly ModelNote Ethics = new(
        "Ethics",
        "A label says what annotators saw in a still picture and not what a person felt: people show the same feeling in different ways, and the same face for different reasons. "
        + "Nobody should be judged, ranked, hired, watched or diagnosed by it, and whoever's face is processed should know and agree.");

    /// <summary>Says of any model of FerTrain what it is for, and what not.</summary>
    public static IReadOnlyList<ModelNote> Notes => [IntendedUse, Ethics];

    private RunConfig Config => Run.Config;

    /// <summary>Whether the test and validation splits have as many faces of each class as FER2013's.</summary>
    private bool IsFer2013 => Config.Data is { Source: DataSource.Csv, Split: SplitMethod.Usage } && Has(SplitName.Test, PrivateTest) && Has(SplitName.Val, PublicTest);

    public void Write() => AtomicFile.WriteText(Model.Card, Text());

    public string Text()
    {
        string[] paragraphs = [FrontMatter(), $"# {Model.Name}", Summarized(), Files(), .. Use(), .. Data(), .. Protocol(), .. Scores(), .. Speed(), .. Repeat()];
        return string.Join("\n\n", paragraphs) + "\n";
    }

    private string FrontMatter() => string.Join('\n', (string[])
    [
        "---",
        "library_name: fertrain",
        "pipeline_tag: image-classification",
        "tags: [facial-expression-recognition, onnx, safetensors]",
        .. IsFer2013 ? (string[])["datasets: [fer2013]"] : [],
        "metrics: [accuracy]",
        "---",
    ]);

    private string Summarized()
    {
        var leakFree = Scored.LeakFree is { Accuracy: { } accuracy } rest
            ? Invariant($", and for {MetricFormat.Percent.Text(accuracy)} of the {rest.Samples:N0} that do not occur in the data that it was trained and chosen on (leak-free)")
            : "";
        return Invariant($"`{Description.Model}`, {Summary.Parameters:N0} parameters: it takes a grey picture of one face and gives a probability to each of {string.Join(", ", Description.Classes)}. ")
            + Invariant($"It is right for {MetricFormat.Percent.Number(Scored.Accuracy)} ± {MetricFormat.Percent.Text(Scored.StandardError)} (standard error) of the {Counted.Of(Scored.Samples, "face")} of {PartOf(Scored.Split)}{leakFree}. ")
            + Scored.Baseline();
    }

    private string Files() => Table("lrl", ["file", "bytes", "sha256"],
        ((string[])[Model.Onnx, Model.Weights]).Select(file => (string[])[Path.GetFileName(file), Invariant($"{new FileInfo(file).Length:N0}"), InputFile.Sha256(file)]));

    private string[] Use() =>
    [
        "## Use",
        $"```sh\nfertrain predict photo.jpg --checkpoint {Model.Name}\n```",
        $"`{Path.GetFileName(Model.Onnx)}` takes {Description.Input!.Values}, as `{Description.Input.Name}` of {Description.Input.Type} {string.Join(" × ", Description.Input.Shape)}, and gives `probabilities` and `logits`; resizing and scaling are part of it. "
        + $"`{Path.GetFileName(Model.Weights)}` has the weights with PyTorch's names.",
        $"## {IntendedUse.Heading}",
        IntendedUse.Text,
        Invariant($"Of all classes, {Weakest.Name} is recognised least: {MetricFormat.Percent.Text(Weakest.Recall)} of its {Counted.Of(Weakest.Support, "face")}. ")
        + "The data do not say how old the people are, or of which sex or origin, so nothing is known of the accuracy for a group of people, and it must be expected to differ."
        + (IsFer2013 ? " People agree with FER2013's labels for 65 ± 5 % of its faces (Goodfellow et al., 2013)." : ""),
        $"## {Ethics.Heading}",
        Ethics.Text,
    ];

    private string[] Data() =>
    [
        "## Data",
        (IsFer2013
            ? "FER2013 (Goodfellow et al., *Challenges in Representation Learning*, 2013) as Kaggle gives it: grey faces of 48 × 48 pixels that came from web search. Its terms are those of Kaggle's competition: the pictures are for research use, their rights are with others, and none is part of this model's files."
            : $"`{Path.GetFileName(Path.TrimEndingDirectorySeparator(Config.Data.Path))}`. FerTrain does not know its origin and terms: whoever gives this model to others states them here.")
        + (Config.Data.Ferplus == DataConfig.NoFerplus
            ? ""
            : $" The labels are those of FER+ (Barsoum et al., 2016), `data.ferplus_labels={EnumName.Of(Config.Data.FerplusLabels)}`."),
        .. Run.Data is { } data
            ? (string[])[Table("l" + new string('r', data.Classes.Count), ["", .. data.Classes],
                data.Splits.Select(split => (string[])[split.Key, .. split.Value.Select(count => Invariant($"{count:N0}"))]))]
            : [],
        .. Run.Data?.Changes ?? [],
    ];

    private string[] Protocol() =>
    [
        "## Protocol",
        Invariant($"Trained on {PartOf(SplitName.Train)} alone, {(Config.Init.Weights == InitConfig.NoWeights ? "from random weights" : $"from the weights of `{Path.GetFileName(Config.Init.Weights)}`")}{Teachers()}, for {Counted.Of(Summary.EpochsRun, "epoch")} in {ComparisonTable.Time(Summary.TrainSeconds)} on {Run.Environment.Gpu ?? Run.Environment.Cpu}. ")
        + Weights()
        + $"The scores below are those of `{Path.GetFileName(Model.Onnx)}` on {PartOf(Scored.Split)}, one view a face{(Scored.Split == SplitName.Test ? ", which chose nothing" : "")}.",
        .. Run.Evaluation is { Tta: not TestTimeAugmentation.None } views
            ? (string[])[Invariant($"With the probabilities averaged over the views of {EnumName.Of(views.Tta)}, the run's checkpoint has {MetricFormat.Percent.Number(views.Accuracy)} ± {MetricFormat.Percent.Text(views.StandardError)} on {PartOf(views.Split)}.")]
            : [],
        .. RunCautions.Of(Run).Select(caution => $"Caution: {caution}"),
    ];

    private string Weights() => (Config.Eval.Checkpoint, Summary.IsRestored(Config)) switch
    {
        (ScoredCheckpoint.Last, false) => "The weights are those at the end. ",
        (ScoredCheckpoint.Last, true) => $"The weights are those of the best epoch by {Monitor(Config.EarlyStopping.Monitor)}, which the early stop restored. ",
        _ => Invariant($"The weights are those of epoch {Summary.BestEpoch}, the best by {Monitor(Config.Checkpoint.Monitor)}. "),
    };

    private string Monitor(MonitoredMetric monitor) =>
        $"`{EnumName.Of(monitor)}`{(monitor.IsOfValidation() && Summary.ValidatedOn == ValidationFaces.Val ? $" on {PartOf(SplitName.Val)}" : "")}";

    private string Teachers() => Config.Distill.Teachers.Count == 0
        ? ""
        : $", with the answers of {string.Join(", ", Config.Distill.Teachers.Select(teacher => $"`{RunDirectory.ModelName(teacher)}`"))} {(Config.Distill.Weight < 1 ? "beside" : "in place of")} the labels";

    private string[] Scores() =>
    [
        "## Scores",
        Table("lrr", ["", "score", "95 % interval"], Metric.All.Where(metric => Scored.Scores[metric] is not null).Select(metric => (string[])
        [
            metric.Name,
            metric.Format.Text(Scored.Scores[metric]!.Value),
            Scored.Confidence.TryGetValue(metric.Key, out var interval) ? $"{metric.Format.Text(interval[0])} – {metric.Format.Text(interval[1])}" : "",
        ])),
        Table("lrrrr", ["class", "precision", "recall", "F1", "faces"], Scored.Classes.Select(row => (string[])
            [row.Name, Invariant($"{row.Precision:F3}"), Invariant($"{row.Recall:F3}"), Invariant($"{row.F1:F3}"), Invariant($"{row.Support:N0}")])),
        Description.Temperature is { } temperature
            ? Invariant($"The file divides its logits by {temperature:F3}, which fits the validation faces best.")
            : $"The file's probabilities are as the network gives them{(Scored.Scores[Metric.Temperature] is null ? "" : "; the temperature is what its logits would have to be divided by to fit the validation faces best")}.",
    ];

    private string[] Speed() =>
    [
        "## Speed",
        Invariant($"One face takes {Description.Speed!.Milliseconds:F2} ms, from pixels to probabilities: the median over some seconds in ONNX Runtime on {Counted.Of(Description.Speed.Threads, "thread")} of {Description.Speed.Processor}."),
    ];

    private string[] Repeat() =>
    [
        "## Repeat it",
        $"```sh\n{Command()}\n```",
        $"with FerTrain {Run.Environment.FertrainVersion}{(Run.Environment.GitCommit is { } commit ? $", commit {commit}," : "")} and libtorch {Run.Environment.LibtorchVersion}. The metadata `config` of both files holds every key.",
    ];

    private ClassResult Weakest => Scored.Classes.Where(c => c.Support > 0).MinBy(c => c.Recall)!;

    /// <summary>Whether a split has so many faces of FER2013's classes, as the config merges and selects them.</summary>
    private bool Has(SplitName split, int[] faces) => Run.Data is { } data && data.Splits.GetValueOrDefault(EnumName.Of(split)) is { } counts
        && counts.SequenceEqual(data.Classes.Select(name => ClassNames.Fer2013.Zip(faces).Where(own => MergedName(own.First) == name).Sum(own => own.Second)));

    private string MergedName(string name) => Config.Data.Merge.GetValueOrDefault(name, name);

    /// <summary>Calls a part of FER2013 by the name that it has there, too.</summary>
    private string PartOf(SplitName split) => !IsFer2013 ? EnumName.Of(split) : split switch
    {
        SplitName.Train => "train (Training)",
        SplitName.Val => "val (PublicTest)",
        _ => "test (PrivateTest)",
    };

    /// <summary>Gives the run's command, or one of its config where several commands trained it or the one was a sweep's, without the folders of the machine.</summary>
    private string Command() => ProgramCommand.Elsewhere(Run.Environment is { Resumed.Count: 0, CommandLine: ["train", ..] command } && !command.Any(IsListOfFiles)
        ? command.Select(WithoutFolder)
        : ["train", "--config", "default.yaml", .. (Run with { Config = ExportMetadata.WithoutFolders(Config) }).Changes().Select(key => $"{key.Key}={key.Value}")]);

    private static bool IsListOfFiles(string word) => word.StartsWith("distill.teachers=", StringComparison.Ordinal);

    private static string WithoutFolder(string word)
    {
        var value = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return Path.IsPathRooted(value) ? word[..^value.Length] + Path.GetFileName(Path.TrimEndingDirectorySeparator(value)) : word;
    }

    private static string Table(string alignment, string[] heading, IEnumerable<string[]> rows) => MarkdownTable.Text([heading, .. rows], alignment).TrimEnd('\n');
}

/// <summary>Holds a paragraph that a reader of a model's answers must know.</summary>
internal sealed record ModelNote(string Heading, string Text);
