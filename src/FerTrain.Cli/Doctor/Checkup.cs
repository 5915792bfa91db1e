using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Vision;
using TorchSharp;

namespace FerTrain.Cli.Doctor;

/// <summary>Checks what FerTrain uses of a machine, each thing with what it costs to lack it and what brings it.</summary>
internal static class Checkup
{
    private const long LeastSpace = 1L << 30; // a run has 10 to 400 MB, the cache of FER2013 83 MB
    private const string ScreenVariable = "DISPLAY";
    private const string Setup = "sudo scripts/setup.sh";

    public static IReadOnlyList<Finding> Run(string runs)
    {
        var gpu = GpuDriver();
        return
        [
            new("FerTrain", Grade.Good, $"{ProgramVersion.Number}{(ProgramVersion.Commit is { } commit ? $", commit {commit}" : "")}"),
            new(".NET", Grade.Good, $"{RuntimeInformation.FrameworkDescription} in {RuntimeEnvironment.GetRuntimeDirectory()}"),
            Libtorch(),
            gpu is null ? NoGpu() : Gpu(gpu),
            Loaded("figures", "figures", "every run draws figures, so none ends", remedy: null, Grade.Broken),
            Loaded("OpenCV", "opencv", "no images, videos, predict, live, serve, explain, svm, knn and random_forest", OperatingSystem.IsLinux() ? Setup : null),
            Cascade(),
            Screen(),
            Loaded("ONNX Runtime", "onnxruntime",
                "no export --onnx or --web, no card, no serve, no --detector, and no .onnx files, among them the pretrained models, in any verb", remedy: null),
            DataFile(),
            Cache(),
            Space("disk of the runs", Path.GetFullPath(runs)),
        ];
    }

    private static Finding Libtorch()
    {
        var (isThere, found) = Probe.Run("libtorch");
        return Finding.Of("libtorch", isThere, $"{found}; TorchSharp {Version(typeof(torch))}", "no network trains",
            OperatingSystem.IsWindows()
                ? "Microsoft's Visual C++ Redistributable"
                : "a system with GCC 12's libstdc++, such as Debian 12 or Ubuntu 22.04; LIBTORCH=DIR takes another libtorch",
            Grade.Broken);
    }

    private static Finding NoGpu() => Finding.Of("GPU", isThere: false, "nvidia-smi finds no driver", "trainings take longer", remedy: null);

    private static Finding Gpu(string driver)
    {
        var (isThere, found) = Probe.Run("gpu");
        return Finding.Of("GPU", isThere, isThere ? $"{found}; {driver}" : $"{driver}, but {found}", "trainings compute on the CPU",
            "TORCH=cuda ./fertrain, which builds with CUDA's libtorch");
    }

    private static Finding Loaded(string name, string probe, string cost, string? remedy, Grade missing = Grade.Limited)
    {
        var (isThere, found) = Probe.Run(probe);
        return Finding.Of(name, isThere, found, cost, remedy, missing);
    }

    private static Finding Cascade()
    {
        const string cost = "predict, live and explain find no faces without --detector, and serve does not start; --faces whole takes each image as one face";
        try
        {
            return new("Haar cascade", Grade.Good, CascadeFile.Find());
        }
        catch (UserError missing)
        {
            var mending = OperatingSystem.IsLinux() ? Setup : $"the file, in the folder that {CascadeFile.FolderVariable} names";
            return Finding.Of("Haar cascade", isThere: false, missing.Message.Split(". ")[0], cost, mending);
        }
    }

    private static Finding Screen() => OperatingSystem.IsLinux() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ScreenVariable))
        ? Finding.Of("screen", isThere: false, $"{ScreenVariable} is not set", "live has no window; it runs with --no-window", remedy: null)
        : new("screen", Grade.Good, Environment.GetEnvironmentVariable(ScreenVariable) ?? "of this desktop");

    private static Finding DataFile()
    {
        var path = new DataConfig().Path;
        return File.Exists(path)
            ? new("FER2013", Grade.Good, $"{path}, {FileSize.Text(new FileInfo(path).Length)}")
            : Finding.Of("FER2013", isThere: false, $"{path} is not here", "configs other than quickstart need --data FILE", "data/README.md says where it is");
    }

    private static Finding Cache()
    {
        var folder = DataCache.DefaultFolder;
        try
        {
            Directory.CreateDirectory(folder);
            var bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
            using var trial = new FileStream(
                Path.Combine(folder, $"trial.{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return new("cache of data", Grade.Good, $"{folder}, {FileSize.Text(bytes)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Of("cache of data", isThere: false, error.Message, "every start reads the data again, which takes seconds", "FERTRAIN_CACHE=DIR names another folder");
        }
    }

    private static Finding Space(string name, string folder)
    {
        const string Without = "runs may not be written whole", Mends = "--runs DIR on another disk";
        var there = folder;
        while (there is not null && !Directory.Exists(there)) there = Path.GetDirectoryName(there);
        try
        {
            var free = new DriveInfo(there ?? folder).AvailableFreeSpace;
            return Finding.Of(name, free >= LeastSpace, $"{FileSize.Text(free)} free at {there}", Without, Mends);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Of(name, isThere: false, $"{folder}: {error.Message}", Without, Mends); // a drive that is not there, or another machine's folder
        }
    }

    /// <summary>Asks NVIDIA's tool, which names the GPU and the driver also where libtorch has no CUDA; null without an answer.</summary>
    private static string? GpuDriver()
    {
        try
        {
            var answer = ProgramResult.Run("nvidia-smi", ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]);
            return answer is { ExitCode: 0, Output.Length: > 0 } ? $"driver {answer.Output.Split('\n')[0].Trim()}" : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? type.Assembly.GetName().Version!.ToString();
}
