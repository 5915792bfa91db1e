using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Loads OpenCV's native library, which needs more system libraries than the rest of FerTrain; every use of OpenCV calls it first.</summary>
internal static partial class OpenCvLibrary
{
    private const string Name = "OpenCvSharpExtern";

    private static readonly Lazy<string?> Problem = new(Load);

    /// <exception cref="UserError">The library cannot be loaded; the message says how to install what is missing.</exception>
    public static void Require()
    {
        if (Problem.Value is { } problem) throw new UserError($"OpenCV, which reads images and videos and fits svm, knn and random_forest, cannot be loaded: {problem}");
    }

    private static string? Load()
    {
        try
        {
            _ = NativeLibrary.Load(Name, typeof(Mat).Assembly, searchPath: null);
        }
        catch (DllNotFoundException error)
        {
            return Explain(error.Message);
        }

        // The error describes a bad file; OpenCV and FFmpeg must not print their own messages as well.
        _ = Cv2.SetLogLevel(LogLevel.SILENT);
        if (!OperatingSystem.IsWindows()) _ = setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", overwrite: 0);
        return null;
    }

    private static string Explain(string error)
    {
        if (Directory.GetFiles(AppContext.BaseDirectory, $"*{Name}.*").Length == 0)
            return $"this build does not include it for {RuntimeInformation.RuntimeIdentifier}. Training networks from a CSV file, eval, export and compare work without it.";
        if (OperatingSystem.IsWindows())
            return "it needs Microsoft's Visual C++ Redistributable and, on Windows N, the Media Feature Pack.";
        // The message has a line for each file name that was tried; the last other line says what the library lacks.
        var reason = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => !MissingFile().IsMatch(line));
        return $"{reason}. On Debian and Ubuntu, apt-get install libgtk-3-0 libharfbuzz0b libfreetype6 libdrm2 libatomic1 opencv-data installs it.";
    }

    /// <summary>Sets a variable for native code, which does not see the variables that .NET sets.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [GeneratedRegex($@"{Name}(\.so)?: cannot open")]
    private static partial Regex MissingFile();
}
