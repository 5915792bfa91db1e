using System.CommandLine;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data inspect|check|clean|suspects|synth|export</c></summary>
internal static class DataVerb
{
    public static Command Create(Terminal terminal) => new Verb("data", "Inspect, check, clean, generate and export data in FER2013's format.",
        "fertrain data check fer2013.csv.gz",
        "fertrain data synth faces.csv.gz --count 7000 --seed 1")
    {
        DataInspectVerb.Create(terminal),
        DataCheckVerb.Create(),
        DataCleanVerb.Create(),
        DataSuspectsVerb.Create(terminal),
        DataSynthVerb.Create(),
        DataExportVerb.Create(terminal),
    };
}

/// <summary>Makes the options that several data verbs share.</summary>
internal static class DataOptions
{
    public static Argument<string> Path() => new("path") { Description = "FER2013's CSV, plain or as .gz, .zip or .tar.gz, or a folder of class folders." };

    public static Option<bool> Near() => new("--near") { Description = "Also take nearly equal images for one: scaled, shifted or compressed anew." };

    public static Option<string?> Folder() => new("--folder")
    {
        Description = "Write images into class folders under train, validation and test of this folder, instead of a file: those of a folder as they are, others as PNG.",
    };

    public static Option<bool> Force() => new("--force") { Description = "Overwrite the file if it exists." };

    /// <summary>Checks the target of a verb that writes a file or a folder of images.</summary>
    /// <param name="verb">What the verb is called.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="file">The file; null without it.</param>
    /// <param name="folder">The folder; null without it.</param>
    /// <param name="force">Whether an existing file is overwritten.</param>
    /// <param name="expected">How the two are given.</param>
    /// <exception cref="UserError">There is none or more than one, --force is for no file, or it is the source or lies in it.</exception>
    public static void RequireTarget(string verb, string source, string? file, string? folder, bool force, string expected)
    {
        if (file is null == folder is null) throw new UserError($"{verb} needs one target. Expected: {expected}.");
        if (folder is not null && force) throw new UserError("--force overwrites a file. Expected with --folder: a new or an empty folder.");
        RequireAnother(source, file ?? folder!);
    }

    /// <exception cref="UserError">The target is the source, or lies in it.</exception>
    public static void RequireAnother(string source, string target)
    {
        var (read, written) = (InputFile.Target(source), InputFile.Target(target));
        if (read == written) throw new UserError($"{target} is the data set that is read. Expected: another file.");
        if (Directory.Exists(read) && written.StartsWith(System.IO.Path.TrimEndingDirectorySeparator(read) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new UserError($"{target} lies in the data set that is read, which could not be read again then. Expected: a path outside {source}.");
    }
}
