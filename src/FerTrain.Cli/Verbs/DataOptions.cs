using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary>Creates the arguments and options that several data verbs share.</summary>
internal static class DataOptions
{
    public static Argument<string> Path() => new("path") { Description = "FER2013's CSV, plain or as .gz, .zip or .tar.gz, or a folder of class folders." };

    public static Option<bool> Force() => new("--force") { Description = "Overwrite a file that exists." };
}
