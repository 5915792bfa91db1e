using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Figures;
using FerTrain.Training;

namespace FerTrain.Server.Api;

/// <summary>Describes the model that is served.</summary>
/// <param name="Name">The file, with its run where it lies in one.</param>
/// <param name="Network">The network, as models list names it.</param>
/// <param name="Classes">The classes in the order of the model's answers.</param>
/// <param name="Input">What the model makes of a face.</param>
/// <param name="Score">Its score, as its run or the description beside its file records it; null where there is none.</param>
/// <param name="Caution">A sentence that a reader of its answers must know; null where there is none.</param>
/// <param name="Limits">What the server accepts.</param>
internal sealed record ServedModel(string Name, string Network, IReadOnlyList<ModelClass> Classes, ServedInput Input, ServedScore? Score, string? Caution, AcceptedImages Limits)
{
    public static ServedModel Of(ITrainedModel model, ServedScore? score, ServerLimits limits)
    {
        var input = model.Preprocessing;
        var run = RunDirectory.OfCheckpoint(model.Path);
        return new(
            run is null ? Path.GetFileName(model.Path) : $"{Path.GetFileName(run.Root)}/{Path.GetFileName(model.Path)}",
            model.Config.Model.Name,
            [.. input.ClassNames.Zip(ClassPalette.Of(input.ClassNames), (name, color) => new ModelClass(name, color.ToHex()))],
            new(input.Size, input.InputSize, input.Channels, input.Scaling.Name),
            score,
            ModelCautions.OfTraining(model.Config),
            new(limits.BodyBytes, limits.Megapixels, limits.Images));
    }
}

/// <summary>Names a class of a model.</summary>
/// <param name="Color">Its colour in every figure, as #RRGGBB.</param>
internal sealed record ModelClass(string Name, string Color);

/// <summary>Describes the preprocessing, which the server does itself.</summary>
/// <param name="Size">The side in pixels to which a face is resized.</param>
/// <param name="Seen">The side of its middle that the model sees.</param>
/// <param name="Channels">1 for grey, 3 where the grey is repeated.</param>
/// <param name="Scale">How grey values are scaled.</param>
internal sealed record ServedInput(int Size, int Seen, int Channels, PixelScale Scale);

/// <summary>Holds the score of a model.</summary>
/// <param name="Split">The faces that were scored.</param>
/// <param name="Samples">Their number.</param>
/// <param name="Tta">The views of a face that were averaged, in place of the one that is classified here.</param>
internal sealed record ServedScore(SplitName Split, int Samples, double Accuracy, double StandardError, TestTimeAugmentation Tta = TestTimeAugmentation.None)
{
    /// <summary>Takes the score that the run of a checkpoint recorded; null where it recorded none.</summary>
    public static ServedScore? Of(SplitScore? score, RunConfig config) =>
        score is null ? null : new(score.Split, score.Samples, score.Accuracy, score.StandardError, score.Tta ?? config.Eval.Tta);

    /// <summary>Reads the score in the description beside an exported file; null where there is none.</summary>
    public static ServedScore? OfExport(string onnx) => File.Exists(ExportDescription.PathFor(onnx)) && ExportDescription.Read(onnx).Score is { } score
        ? new(score.Split, score.Samples, score.Accuracy, score.StandardError)
        : null;
}

/// <summary>Says which images the server accepts.</summary>
/// <param name="Bytes">The most bytes of a request.</param>
/// <param name="Megapixels">The most megapixels of an image.</param>
/// <param name="Images">The most images of a request.</param>
internal sealed record AcceptedImages(int Bytes, int Megapixels, int Images);
