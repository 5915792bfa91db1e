using System.Reflection;
using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Server.Api;
using FerTrain.Training;

namespace FerTrain.Server.Static;

/// <summary>The page of faces as a folder that any static web server shows: the browser classifies, and nothing is uploaded.</summary>
internal sealed class StaticPage
{
    /// <summary>The path of the exported model in the folder.</summary>
    public const string Model = "model/face.onnx";

    private const string Description = "model/model.json";
    private const string Card = "model/card.txt"; // plain text is shown by every server and browser, Markdown is not
    private const string Licences = "LICENSES.txt";
    private const string Resources = "page/";
    private const string ServedResources = Resources + "served/";
    private const string Start = Resources + "faces.html";
    private const string ServedScript = """<script type="module" src="page/served/faces.js"></script>""";
    private const string StaticScripts = """<script defer src="page/static/file.js"></script><script type="module" src="page/static/faces.js"></script>""";

    private static readonly Assembly Program = typeof(StaticPage).Assembly;

    private readonly string _folder;
    private readonly List<string> _files = [];

    private StaticPage(string folder) => _folder = folder;

    /// <summary>Checks that a folder is missing, empty, or an earlier page with nothing beside it.</summary>
    /// <exception cref="UserError">It is not.</exception>
    public static void RequireReplaceable(string folder)
    {
        if (!Path.Exists(folder) || OutputFolder.IsEmpty(folder)) return;
        const string Expected = "Expected: a new folder, an empty one, or one that export --web wrote and that holds nothing else.";
        var description = Path.Combine(folder, Description);
        if (!File.Exists(description)) throw new UserError($"{folder} exists and is no page that export --web wrote. {Expected}");
        var own = JsonFile.Read<Written>(description).Files.Append(Description).ToHashSet();
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => SlashedPath.Of(folder, file));
        var odd = files.Order().FirstOrDefault(file => !own.Contains(file));
        if (odd is not null) throw new UserError($"{folder} holds {odd}, which export --web did not write. {Expected}");
    }

    /// <summary>Writes everything that belongs to the exported model, which lies at <see cref="Model"/> in the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The checkpoint of the exported model.</param>
    /// <param name="score">The score of the exported model; null where there is none.</param>
    /// <param name="card">The file of its model card; null where there is none.</param>
    /// <param name="libraries">What runs the model and finds the faces.</param>
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static void Write(string folder, ITrainedModel model, ServedScore? score, string? card, Libraries libraries)
    {
        var page = new StaticPage(folder);
        page._files.AddRange(Directory.EnumerateFiles(Path.GetDirectoryName(Path.Combine(folder, Model))!).Select(file => SlashedPath.Of(folder, file)).Order());
        bool IsWhole(string name) => name.StartsWith(Resources, StringComparison.Ordinal) && !name.StartsWith(ServedResources, StringComparison.Ordinal) && name != Start;
        foreach (var name in Program.GetManifestResourceNames().Where(IsWhole))
            page.Add(name, Resource(name));
        page.Add("index.html", Encoding.UTF8.GetBytes(Text(Start).Replace(ServedScript, StaticScripts, StringComparison.Ordinal)));
        foreach (var (name, content) in libraries.Files) page.Add(name, content);
        page.Add(Licences, Encoding.UTF8.GetBytes(libraries.Licences(Text("LICENSE"))));
        page.Add(".nojekyll", []); // GitHub Pages shows the files as they are
        if (card is not null) page.Add(Card, File.ReadAllBytes(card));
        PageLink[] pages = [.. card is null ? (PageLink[])[] : [new("Model card", Card)], new("Licences", Licences)];
        JsonFile.Write(Path.Combine(folder, Description), StaticModel.Of(model, score, Model, libraries.Detector, pages, page._files));
    }

    private void Add(string name, byte[] content)
    {
        var file = Path.Combine(_folder, name);
        OutputFolder.Create(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, stream => stream.Write(content));
        _files.Add(name);
    }

    /// <summary>The part of the description that every version has.</summary>
    private sealed record Written(IReadOnlyList<string> Files);

    private static string Text(string name) => Encoding.UTF8.GetString(Resource(name));

    private static byte[] Resource(string name)
    {
        using var resource = Program.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
