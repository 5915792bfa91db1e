using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FerTrain.Cli.Doctor;

/// <summary>Reads which versions GCC's C++ library offers, since libtorch's package needs GCC 12's.</summary>
internal static partial class GlibcxxVersions
{
    private const string LoadedFiles = "/proc/self/maps";
    private const int Needed = 30; // by LibTorchSharp, once the build has weakened 3.4.32

    /// <summary>Describes the libstdc++ that this process has loaded; empty outside Linux.</summary>
    public static string Shown() => File.Exists(LoadedFiles)
        && File.ReadLines(LoadedFiles).FirstOrDefault(line => line.Contains("/libstdc++.so", StringComparison.Ordinal)) is { } line
            ? $"; GLIBCXX_3.4.{Needed} is needed, {line[line.IndexOf('/', StringComparison.Ordinal)..]} has 3.4.{Highest(line[line.IndexOf('/', StringComparison.Ordinal)..])}"
            : "";

    private static int Highest(string file) =>
        Version().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))).Max(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"GLIBCXX_3\.4\.(\d+)")]
    private static partial Regex Version();
}
