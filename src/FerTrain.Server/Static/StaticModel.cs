using FerTrain.Core.Runs;
using FerTrain.Reports;
using FerTrain.Server.Api;
using FerTrain.Training;
using FerTrain.Vision;

namespace FerTrain.Server.Static;

/// <summary>Describes a static page and its model, for the page: its <c>model/model.json</c>.</summary>
/// <param name="Name">The file that was exported, without its ending, and with its run where it lies in one.</param>
/// <param name="Network">The network, as models list names it.</param>
/// <param name="Classes">The classes in the order of the model's answers.</param>
/// <param name="Input">What the model makes of a face.</param>
/// <param name="Score">Its score; null where there is none.</param>
/// <param name="Caution">A sentence that a reader of its answers must know; null where there is none.</param>
/// <param name="About">What the model is for, and what not.</param>
/// <param name="Pages">The links of the page.</param>
/// <param name="File">The .onnx file, by its path in the folder.</param>
/// <param name="Detector">What finds the faces.</param>
/// <param name="FertrainVersion">The version that wrote the folder.</param>
/// <param name="Files">Every other file of the folder, by its path in that.</param>
internal sealed record StaticModel(
    string Name, string Network, IReadOnlyList<StaticClass> Classes, ServedInput Input, ServedScore? Score, string? Caution, IReadOnlyList<ModelNote> About,
    IReadOnlyList<PageLink> Pages, string File, StaticDetector Detector, string FertrainVersion, IReadOnlyList<string> Files)
{
    /// <summary>Describes the exported model by what is known of its checkpoint.</summary>
    public static StaticModel Of(ITrainedModel model, ServedScore? score, string file, StaticDetector detector, IReadOnlyList<PageLink> pages, IReadOnlyList<string> files)
    {
        var served = ServedModel.Of(model, score, new ServerLimits());
        return new(
            Path.ChangeExtension(served.Name, null), served.Network, [.. served.Classes.Select(one => new StaticClass(one.Name, one.Color, GroupEmotion.MoodOf(one.Name)))],
            served.Input, score, served.Caution, ModelCard.Notes,
            pages, file, detector, ProgramVersion.Number, files);
    }
}

/// <summary>Names a class of a model.</summary>
/// <param name="Color">Its colour in every figure, as #RRGGBB.</param>
/// <param name="Mood">The part of the group emotion that it counts to; null where it counts to none.</param>
internal sealed record StaticClass(string Name, string Color, string? Mood);

/// <summary>Names a page beside the one of faces.</summary>
/// <param name="Address">Its path in the folder.</param>
internal sealed record PageLink(string Name, string Address);

/// <summary>Describes the file of MediaPipe's BlazeFace.</summary>
/// <param name="File">Its path in the folder.</param>
/// <param name="Side">The side of the square that it searches, in pixels.</param>
internal sealed record StaticDetector(string File, int Side);
