using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Figures;
using FerTrain.Torch;
using FerTrain.Training;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using TorchSharp;

namespace FerTrain.Cli.Doctor;

/// <summary>
/// Loads a native library in a process of its own, which a library that does not fit the system may end. The process is this
/// program again, with the hidden option <c>doctor --probe NAME</c>.
/// </summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Func<string>> Loaders = new()
    {
        ["libtorch"] = () =>
        {
            _ = Devices.Find("cpu");
            using var ones = torch.ones(2);
            using var sum = ones.Plus(1);
            return $"libtorch {NativeLibraries.Version} ({NativeLibraries.Source}) in {NativeLibraries.Folder}{GlibcxxVersions.Shown()}";
        },
        ["gpu"] = () =>
        {
            NativeLibraries.Load();
            if (!torch.cuda.is_available()) throw new UserError("libtorch sees none");
            return string.Join(", ", Enumerable.Range(0, torch.cuda.device_count()).Select(index => CudaDriver.NameOf(index) ?? $"cuda:{index}"));
        },
        ["opencv"] = () =>
        {
            OpenCvLibrary.Require();
            return $"OpenCV {Cv2.GetVersionString()}";
        },
        ["onnxruntime"] = () =>
        {
            using var options = new SessionOptions();
            return $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";
        },
        ["figures"] = () =>
        {
            using var image = FigureStyle.NewPlot("figure", "x", "y").GetImage(FigureStyle.Width, FigureStyle.Height);
            return image.GetImageBytes() is [0x89, (byte)'P', ..]
                ? $"SkiaSharp draws, with the font {ShippedFont.Family} of this program"
                : throw new UserError("SkiaSharp draws nothing");
        },
    };

    public static IReadOnlyCollection<string> Names => Loaders.Keys;

    /// <summary>Loads a library in this process and describes it.</summary>
    /// <exception cref="UserError">It cannot be loaded.</exception>
    public static string Load(string name)
    {
        try
        {
            return Loaders.TryGetValue(name, out var load) ? load() : throw UserError.UnknownName("probe", name, Names);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new UserError(error.GetBaseException().Message.Split('\n')[0], error);
        }
    }

    /// <summary>Loads a library in another process; <c>IsThere</c> is false where it cannot be loaded or ends the process.</summary>
    public static (bool IsThere, string Found) Run(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return Judge(ProgramResult.Run(SelfCommand.Words[0], [.. SelfCommand.Words.Skip(1), "doctor", "--probe", name], cancel: patience.Token));
        }
        catch (OperationCanceledException)
        {
            return (false, "does not answer");
        }
    }

    /// <summary>Reads what the process left: its description, its one line of an error, or the exit code of a crash.</summary>
    internal static (bool IsThere, string Found) Judge(ProgramResult result) => result.ExitCode switch
    {
        0 => (true, result.Output),
        App.UserMistake => (false, result.Error.Replace("fertrain: ", "", StringComparison.Ordinal)),
        var exit => (false, $"ends the process that loads it, with exit code {exit}: {result.Error.Split('\n')[0]}"),
    };
}
