using System.Diagnostics;
using FerTrain.Torch;

namespace FerTrain.Tests.Setup;

/// <summary>The program as <c>Torch=none</c> builds it, with a libtorch from elsewhere; and what happens where there is none that fits.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class LibtorchTests : IDisposable
{
    private const string Debian = "/usr/lib/x86_64-linux-gnu/";
    private const string Show = "models show mini_xception";

    private readonly TempFolder _folder = new();
    private string? _program;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_version_is_the_one_that_the_package_of_TorchSharp_was_made_for() =>
        TorchSharp.torch.__version__.ShouldStartWith(NativeLibraries.Version);

    [Fact]
    public void Without_LIBTORCH_it_is_the_package_s() => NativeLibraries.Source.ShouldBe("TorchSharp-cpu 0.107.0");

    [FactOnLinux]
    public void A_folder_that_LIBTORCH_names_trains_a_run_and_is_in_its_record()
    {
        var run = Run(ProgramWithoutLibtorch(), AppContext.BaseDirectory, $"train --device cpu --runs {_folder["runs"]} data.synthetic_count=350 train.epochs=1");

        run.Exit.ShouldBe(0, run.Error);
        var environment = File.ReadAllText(Directory.GetFiles(_folder["runs"], "environment.json", SearchOption.AllDirectories).Single());
        environment.ShouldContain($"\"libtorch_source\": \"LIBTORCH={AppContext.BaseDirectory}\"");
    }

    [FactOnLinux]
    public void What_is_missing_or_too_much_is_one_line()
    {
        Error(ProgramWithoutLibtorch(), "", Show)
            .ShouldBe("fertrain: This build does not include libtorch. Expected: LIBTORCH set to an unpacked libtorch, or the torch folder of a pip install.\n");
        Error(ProgramWithoutLibtorch(), "/nowhere", Show)
            .ShouldBe("fertrain: LIBTORCH=/nowhere: neither this folder nor its folder lib has libtorch_cpu.so. Expected: an unpacked libtorch, or the torch folder of a pip install.\n");
        Error(AppContext.BaseDirectory, "/nowhere", Show)
            .ShouldBe("fertrain: LIBTORCH=/nowhere: this build includes libtorch, which cannot be combined with another. Expected: a build with -p:Torch=none, which ./fertrain (fertrain.cmd on Windows) makes if LIBTORCH is set.\n");
    }

    [FactOnLinux]
    public void A_libtorch_that_the_system_cannot_load_is_one_line()
    {
        var program = ProgramWithoutLibtorch();
        var broken = Path.Combine(program, "libtorch_cpu.so");
        File.WriteAllText(broken, "no library");

        Error(program, "", Show).ShouldBe($"fertrain: TorchSharp-cpu 0.107.0 does not load on this system: {broken}: file too short\n");
    }

    [FactWithDebiansLibtorch]
    public void A_libtorch_of_another_version_is_refused_by_the_name_of_what_it_lacks()
    {
        foreach (var library in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"]) File.CreateSymbolicLink(_folder[library], $"{Debian}{library}.1.13");

        var error = Error(ProgramWithoutLibtorch(), _folder.Root, Show);

        error.ShouldStartWith($"fertrain: LIBTORCH={_folder.Root}: this libtorch does not fit TorchSharp 0.107.0, which is made for libtorch 2.10.0: ");
        error.Count(letter => letter == '\n').ShouldBe(1);
    }

    [FactOnLinux]
    public void Verbs_that_need_no_libtorch_do_not_ask_for_one() =>
        Run(ProgramWithoutLibtorch(), "", $"data synth {_folder["faces.csv"]} --count 70").Exit.ShouldBe(0);

    [FactOnLinux]
    public void Doctor_says_that_nothing_can_be_trained_and_exits_with_1()
    {
        var doctor = Run(ProgramWithoutLibtorch(), "", "doctor");

        doctor.Exit.ShouldBe(1, doctor.Error);
        doctor.Output.ShouldMatch(@"(?m)^broken +libtorch +This build does not include libtorch\.");
        doctor.Output.ShouldEndWith("\nNo model can be trained here: what is marked as broken comes first.\n");
    }

    /// <summary>Links to what was built, without libtorch, and without the list of files that names it.</summary>
    private string ProgramWithoutLibtorch() => _program ??= LinkProgramWithoutLibtorch();

    private string LinkProgramWithoutLibtorch()
    {
        var program = Directory.CreateDirectory(_folder["program"]).FullName;
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("FerTrain.Cli.", StringComparison.Ordinal) && !name.EndsWith(".deps.json", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(program, name)); // the program's folder is where this file really is
            else if (!name.StartsWith("libtorch", StringComparison.Ordinal) && !name.StartsWith("libc10", StringComparison.Ordinal))
                File.CreateSymbolicLink(Path.Combine(program, name), file);
        }

        File.CreateSymbolicLink(Path.Combine(program, "configs"), Path.Combine(AppContext.BaseDirectory, "configs"));
        return program;
    }

    private static string Error(string program, string libtorch, string arguments)
    {
        var run = Run(program, libtorch, arguments);
        run.Exit.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        return run.Error;
    }

    private static (int Exit, string Output, string Error) Run(string program, string libtorch, string arguments)
    {
        var start = new ProcessStartInfo("dotnet", $"{Path.Combine(program, "FerTrain.Cli.dll")} {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LIBTORCH"] = libtorch },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>A test with the libtorch 1.13 that Debian 12 brings with python3-torch.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithDebiansLibtorchAttribute : FactAttribute
    {
        public FactWithDebiansLibtorchAttribute()
        {
            if (!File.Exists($"{Debian}libtorch_cpu.so.1.13")) Skip = "needs apt-get install libtorch1.13";
        }
    }
}
