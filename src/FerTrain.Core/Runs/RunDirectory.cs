using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>Names the files of a run's folder, <c>RUNS/yyyyMMdd_HHmmss_name/</c>, and creates and locks such folders.</summary>
public sealed class RunDirectory
{
    private const string TimeFormat = "yyyyMMdd_HHmmss";

    /// <summary>The name of the file with the scores of an evaluation, in its folder.</summary>
    internal const string ScoresFile = "metrics.json";

    private const string CheckpointFolder = "checkpoints";
    private const int DeepestFile = 2; // eval/test/metrics.json

    internal RunDirectory(string root) => Root = root;

    public string Root { get; }

    public string Config => Path.Combine(Root, "config.yaml");

    public string Environment => Path.Combine(Root, "environment.json");

    public string Summary => Path.Combine(Root, "summary.json");

    /// <summary>What the run learns from.</summary>
    internal string Data => Path.Combine(Root, "data.json");

    /// <summary>The members of an ensemble; other runs have no such file.</summary>
    internal string Ensemble => Path.Combine(Root, "ensemble.json");

    /// <summary>The table of an ensemble's members.</summary>
    internal string Members => Path.Combine(Root, "members.csv");

    public string Report => Path.Combine(Root, "report.html");

    public string Metrics => Path.Combine(Root, "metrics.csv");

    /// <summary>The table of the network's layers; a model that is no network has none.</summary>
    public string Layers => Path.Combine(Root, "layers.json");

    /// <summary>The picture of the network's layers.</summary>
    public string Architecture => Path.Combine(Plots, "architecture.svg");

    public string BestCheckpoint => Path.Combine(Checkpoints, "best.pt");

    public string LastCheckpoint => Path.Combine(Checkpoints, "last.pt");

    /// <summary>The labels that teachers give the training faces, in a run that has teachers.</summary>
    internal string TeacherLabels => Path.Combine(Checkpoints, "teacher_labels.pt");

    /// <summary>The weights of a teacher, counted from 1, in a run whose teachers label each batch.</summary>
    internal string Teacher(int number, string extension) => Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"teacher_{number}{extension}"));

    /// <summary>The checkpoint that stays of an epoch, where <c>checkpoint.keep</c> is improved.</summary>
    public string EpochCheckpoint(int epoch) => Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"epoch_{epoch:D3}.pt"));

    /// <summary>The checkpoint that a config calls the run's result.</summary>
    public string Checkpoint(ScoredCheckpoint scored) => scored == ScoredCheckpoint.Last ? LastCheckpoint : BestCheckpoint;

    /// <summary>The checkpoint that the run's own config calls its result; best.pt where it has no config.</summary>
    internal string Checkpoint() => Checkpoint(File.Exists(Config) ? ConfigFile.Load(Config, []).Eval.Checkpoint : ScoredCheckpoint.Best);

    public bool IsFinished => File.Exists(Summary);

    internal bool IsEnsemble => File.Exists(Ensemble);

    /// <summary>The folder of the figures of the data and the training.</summary>
    public string Plots => Path.Combine(Root, "plots");

    /// <summary>The folder of TensorBoard's event files.</summary>
    public string TensorBoard => Path.Combine(Root, "tensorboard");

    /// <summary>The file that a process holds while it trains the run.</summary>
    internal string Lock => Path.Combine(Root, ".lock");

    private string Checkpoints => Path.Combine(Root, CheckpointFolder);

    /// <summary>Whether the run has ended, with or without its checkpoints, or can be resumed.</summary>
    internal bool IsFinishedOrResumable => File.Exists(Config) && (IsFinished || File.Exists(LastCheckpoint) || File.Exists(BestCheckpoint));

    /// <summary>Whether the folder is a run's: of one that has ended, the record is enough.</summary>
    internal bool IsThere => Directory.Exists(Checkpoints) || IsFinished || IsEnsemble;

    /// <summary>Whether a folder is a run's or an ensemble's.</summary>
    internal static bool IsAt(string folder) => Directory.Exists(folder) && new RunDirectory(folder).IsThere;

    public string EvalFolder(SplitName split) => Path.Combine(Root, "eval", EnumName.Of(split));

    /// <summary>The scores of a split.</summary>
    internal string Scores(SplitName split) => Path.Combine(EvalFolder(split), ScoresFile);

    /// <summary>The probabilities of each face of a split.</summary>
    internal string Predictions(SplitName split) => Path.Combine(EvalFolder(split), "predictions.csv");

    /// <summary>Creates a new folder, named after the next free second where runs of the same name start in the same one.</summary>
    public static RunDirectory Create(string runsFolder, string name, DateTimeOffset now) => Create(runsFolder, name, now, run => run.TryClaim());

    /// <summary>Creates a new folder of an ensemble, as <see cref="Create(string, string, DateTimeOffset)"/> does.</summary>
    internal static RunDirectory CreateEnsemble(string runsFolder, string name, DateTimeOffset now) => Create(runsFolder, name, now, run =>
    {
        Directory.CreateDirectory(run.Root);
        return TryClaim(run.Ensemble);
    });

    private static RunDirectory Create(string runsFolder, string name, DateTimeOffset now, Func<RunDirectory, bool> tryClaim)
    {
        RequireName("Run", name);
        try
        {
            return Enumerable.Range(0, int.MaxValue)
                .Select(seconds => Path.Combine(runsFolder, NameAt(now.AddSeconds(seconds), name)))
                .Where(path => !Directory.Exists(path))
                .Select(path => new RunDirectory(path))
                .First(tryClaim);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Runs folder '{runsFolder}' cannot be written: {error.Message}", error);
        }
    }

    /// <exception cref="UserError">A folder is not to be called so.</exception>
    internal static void RequireName(string kind, string name)
    {
        if (name.Length == 0 || name[0] == '.' || !name.All(IsPartOfName))
            throw new UserError($"{kind} name '{name}': expected letters, digits, '_', '-' and '.', which does not come first.");
    }

    /// <summary>Opens the run that a path names or lies in.</summary>
    public static RunDirectory Open(string path) => Around(path) ?? throw new UserError(Path.Exists(path)
        ? $"'{path}' is no run directory and lies in none: there is no folder 'checkpoints'."
        : $"Run '{path}': no such file or folder.");

    /// <summary>Opens the run that a path names or lies in; null where there is none.</summary>
    internal static RunDirectory? Around(string path)
    {
        if (!Path.Exists(path)) return null;
        var folder = new DirectoryInfo(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!);
        for (var up = 0; up <= DeepestFile && folder is not null; up++, folder = folder.Parent)
        {
            var run = new RunDirectory(Path.TrimEndingDirectorySeparator(folder.FullName));
            if (run.IsThere) return run;
        }

        return null;
    }

    /// <summary>Finds the run that wrote a checkpoint; null for a file that lies in no run.</summary>
    public static RunDirectory? OfCheckpoint(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Path.GetFileName(folder) == CheckpointFolder ? new RunDirectory(Path.GetDirectoryName(folder)!) : null;
    }

    /// <summary>Names a model by its run's folder, or by its file where that lies in no run.</summary>
    internal static string ModelName(string file) => Path.GetFileName(OfCheckpoint(file)?.Root ?? file);

    /// <summary>What names of results say of their checkpoint: nothing of the one that its run scores or of a file in no run, else its name.</summary>
    internal static string SuffixOf(string checkpoint, ScoredCheckpoint scored) =>
        OfCheckpoint(checkpoint) is { } run && Path.GetFileName(run.Checkpoint(scored)) != Path.GetFileName(checkpoint) ? $"_{Path.GetFileNameWithoutExtension(checkpoint)}" : "";

    /// <summary>The folder for what is made from a model: in its run, or beside a file that lies in none.</summary>
    public static string OutputFolder(string model, string name) =>
        Path.Combine(OfCheckpoint(model)?.Root ?? Path.GetDirectoryName(Path.GetFullPath(model))!, name);

    /// <summary>Names the run of a config.</summary>
    public static string NameOf(string config)
    {
        var name = string.Concat(config.Select(c => IsPartOfName(c) ? c : '_'));
        return name.StartsWith('.') ? $"_{name}" : name;
    }

    /// <summary>Locks the run against other processes until it is disposed or its process ends.</summary>
    /// <exception cref="UserError">Another process trains it, or the folder cannot be written.</exception>
    public IDisposable Claim()
    {
        try
        {
            var claim = LockFile.Hold(Lock, FileOptions.DeleteOnClose);
            AtomicFile.DeleteLeftovers(Root);
            return claim;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Run '{Root}' cannot be trained: {error.Message}", error);
        }
    }

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    /// <summary>Claims the folder by creating a file in it: unlike creating a folder, that fails where another run was first.</summary>
    private bool TryClaim()
    {
        Directory.CreateDirectory(Checkpoints);
        return TryClaim(Metrics);
    }

    private static bool TryClaim(string file)
    {
        try
        {
            new FileStream(file, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }
    }

    /// <summary>Puts the time before the name of a folder.</summary>
    internal static string NameAt(DateTimeOffset time, string name) => $"{time.ToString(TimeFormat, CultureInfo.InvariantCulture)}_{name}";

    /// <summary>Removes the time from the name of a run's folder.</summary>
    public static string NameWithoutTime(string folderName) => StartedAt(folderName) is null ? folderName
        : folderName[TimeFormat.Length..] is ['_', .. var name] ? name
        : folderName[TimeFormat.Length..];

    /// <summary>Gives the last part of a path that a run on any system recorded.</summary>
    internal static string LastPart(string recorded) => recorded[(recorded.LastIndexOfAny(['/', '\\']) + 1)..];

    internal static DateTime? StartedAt(string folderName) =>
        folderName.Length > TimeFormat.Length
        && DateTime.TryParseExact(folderName[..TimeFormat.Length], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}
