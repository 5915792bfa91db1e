using System.Text.Json;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Setup;

/// <summary>Which packages with native libraries the project asks for, as MSBuild evaluates it; some of them only a user can restore.</summary>
public sealed class PackageChoiceTests
{
    private static readonly string Project = Path.Combine(Repository.Root, "src", "FerTrain", "FerTrain.csproj");

    [Theory]
    [InlineData("linux-x64", "cpu", "OpenCvSharp4.official.runtime.linux-x64", "TorchSharp-cpu")]
    [InlineData("linux-x64", "cuda", "OpenCvSharp4.official.runtime.linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("linux-x64", "none", "OpenCvSharp4.official.runtime.linux-x64")]
    [InlineData("win-x64", "cuda", "OpenCvSharp4.runtime.win", "TorchSharp-cuda-windows")]
    [InlineData("osx-arm64", "cpu", "OpenCvSharp4.runtime.osx.arm64", "TorchSharp-cpu")]
    public void A_system_and_a_choice_of_libtorch_name_their_packages(string system, string torch, params string[] expected)
    {
        var found = Items($"-p:RuntimeIdentifier={system}", $"-p:Torch={torch}");

        found.Keys.Where(IsNative).ShouldBe(expected, ignoreOrder: true);
        found["TorchSharp"].ShouldBe("0.107.0");
        found.Where(package => package.Key.StartsWith("TorchSharp-", StringComparison.Ordinal)).ShouldAllBe(package => package.Value == "0.107.0");
    }

    [Fact]
    public void OpenCv_s_library_can_be_left_out() =>
        Items("-p:RuntimeIdentifier=win-x64", "-p:OpenCvRuntime=none").Keys.Where(IsNative).ShouldBe(["TorchSharp-cpu"]);

    [Fact]
    public void A_choice_that_a_system_does_not_have_is_an_error()
    {
        var (exit, output) = ExternalProgram.Start("dotnet", "msbuild", Project, "-nologo", "-t:CheckTorch", "-p:RuntimeIdentifier=osx-arm64", "-p:Torch=cuda");

        exit.ShouldNotBe(0);
        output.ShouldContain("Torch=cuda on osx-arm64: expected: cpu, none, and on Linux and Windows cuda.");
    }

    private static bool IsNative(string package) =>
        package.StartsWith("TorchSharp-", StringComparison.Ordinal) || package.Contains(".runtime.", StringComparison.Ordinal);

    /// <summary>The packages that are asked for, with the versions that all projects fraction.</summary>
    private static Dictionary<string, string> Items(params string[] properties)
    {
        var (exit, output) = ExternalProgram.Start("dotnet", ["msbuild", Project, "-getItem:PackageReference,PackageVersion", .. properties]);
        exit.ShouldBe(0, output);
        using var json = JsonDocument.Parse(output);
        var items = json.RootElement.GetProperty("Items");
        var versions = items.GetProperty("PackageVersion").EnumerateArray().ToDictionary(Name, item => item.GetProperty("Version").GetString()!);
        return items.GetProperty("PackageReference").EnumerateArray().Select(Name).ToDictionary(name => name, name => versions[name]);
    }

    private static string Name(JsonElement item) => item.GetProperty("Identity").GetString()!;
}
