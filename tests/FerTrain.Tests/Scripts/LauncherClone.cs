using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Scripts;

/// <summary>A clone of next to nothing around a launcher, with a dotnet that only writes down how it is called.</summary>
internal sealed class LauncherClone : IDisposable
{
    public const string BuiltProgram = "src/FerTrain.Cli/bin/Release/net10.0/FerTrain.Cli.dll";

    private const string Recorder =
        """
        #!/usr/bin/env bash
        # A PowerShell that is a .NET tool starts through dotnet itself.
        [[ $1 != */pwsh.dll ]] || exec "$(PATH=${PATH#*:} command -v dotnet)" "$@"
        printf '%s\n' "$*" | sed "s:$CLONE/::g" >>"$CLONE/calls"
        case $1 in
          restore) [[ ! -e $CLONE/unreachable ]] || { echo 'error NU1101: no such package' && exit 1; } ;;
          build)
            [[ ! -e $CLONE/mistaken ]] || { echo 'error CS1002: ; expected' && exit 1; }
            mkdir -p "$CLONE/src/FerTrain.Cli/bin/Release/net10.0" && touch "$CLONE/src/FerTrain.Cli/bin/Release/net10.0/FerTrain.Cli.dll"
            echo '  FerTrain.Cli -> somewhere' ;;
        esac
        """;

    private static readonly string[] Read = ["src/Program.cs", "build/Task.cs", "configs/quickstart.yaml", "pretrained/README.md", "Directory.Build.props", "Directory.Build.targets", "global.json"];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _contents = [];

    /// <param name="launcher">The launcher's own files, which are copied from this repository.</param>
    public LauncherClone(params string[] launcher)
    {
        foreach (var folder in (string[])["src", "build", "configs", "pretrained", "tools"]) Directory.CreateDirectory(_folder[folder]);
        foreach (var file in Read) File.WriteAllText(_folder[file], "");
        foreach (var file in launcher) File.Copy(Path.Combine(Repository.Root, file), _folder[file]);
        foreach (var file in Read.Concat(launcher)) SetAge(file, 40);
        Tool("dotnet", Recorder);
        Tool("nvidia-smi", "#!/usr/bin/env bash\nexit 9");
    }

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public static string Restored(string torch) => $"restore src/FerTrain.Cli -p:Torch={torch} --disable-build-servers";

    public static string Built(string torch) => $"build src/FerTrain.Cli -c Release -p:Torch={torch} --no-restore --nologo -clp:NoSummary --disable-build-servers";

    /// <summary>Every file that makes a launcher build again when its content is another.</summary>
    public static IEnumerable<string> FilesThatTheBuildReads => Read;

    /// <summary>Changes a file, which keeps its time.</summary>
    public void Edit(string file) => Append(file, "\n# edited\n");

    public void Undo(string file) => Append(file, "");

    private void Append(string file, string text)
    {
        if (!_contents.TryGetValue(file, out var content)) _contents[file] = content = File.ReadAllText(_folder[file]);
        File.WriteAllText(_folder[file], content + text);
        SetAge(file, 40);
    }

    public void Tool(string name, string script)
    {
        File.WriteAllText(_folder[$"tools/{name}"], script.ReplaceLineEndings("\n"));
        _ = ExternalProgram.Start("chmod", "+x", _folder[$"tools/{name}"]);
    }

    /// <summary>The environment of a launcher, without the choices that this machine's own environment makes.</summary>
    public (string Name, string Value)[] Environment(params (string Name, string Value)[] choices) =>
        [("PATH", $"{_folder["tools"]}:{System.Environment.GetEnvironmentVariable("PATH")}"), ("CLONE", _folder.Root), ("TORCH", ""), ("LIBTORCH", ""), .. choices];

    /// <summary>How dotnet was called since the last time.</summary>
    public string[] Calls()
    {
        var calls = File.ReadAllLines(_folder["calls"]);
        File.Delete(_folder["calls"]);
        return calls;
    }

    public void SetAge(string file, int years) => File.SetLastWriteTimeUtc(_folder[file], DateTime.UnixEpoch.AddYears(years));
}
