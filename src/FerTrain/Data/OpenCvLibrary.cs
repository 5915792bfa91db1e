using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>OpenCV's native library, which wants more of a system than the rest of FerTrain: whoever uses it asks here first.</summary>
internal static partial class OpenCvLibrary
{
    private const string Name = "OpenCvSharpExtern";

    private static readonly Lazy<string?> Problem = new(Load);

    /// <exception cref="UserError">It cannot be loaded; the message says how to get what is missing.</exception>
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

        // What is wrong with a file is said once, by the error, and not by OpenCV and FFmpeg too.
        _ = Cv2.SetLogLevel(LogLevel.SILENT);
        if (!OperatingSystem.IsWindows()) _ = setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", overwrite: 0);
        return null;
    }

    private static string Explain(string error)
    {
        if (Directory.GetFiles(AppContext.BaseDirectory, $"*{Name}.*").Length == 0)
            return $"this build has none for {RuntimeInformation.RuntimeIdentifier}. Networks are trained from a CSV file, scored, exported and compared without it.";
        if (OperatingSystem.IsWindows())
            return "it needs Microsoft's Visual C++ Redistributable and, on Windows N, the Media Feature Pack.";
        // A line for each name that is tried, and for the file that is there what it lacks.
        var reason = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Last(line => !NotThere().IsMatch(line));
        return $"{reason}. On Debian and Ubuntu, apt-get install libgtk-3-0 libharfbuzz0b libfreetype6 libdrm2 libatomic1 opencv-data brings it.";
    }

    /// <summary>Native code does not see the variables that .NET sets.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [GeneratedRegex($@"{Name}(\.so)?: cannot open")]
    private static partial Regex NotThere();
}
