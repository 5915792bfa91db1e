using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>Where OpenCV's data for finding frontal faces is installed.</summary>
public static class CascadeFile
{
    /// <summary>Names a folder with OpenCV's cascades.</summary>
    public const string FolderVariable = "OPENCV_DATA";

    public const string Name = "haarcascade_frontalface_default.xml";

    private static readonly string[] InstalledFolders =
    [
        "/usr/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades", "/usr/local/share/opencv4/haarcascades", "/opt/homebrew/share/opencv4/haarcascades",
        AppContext.BaseDirectory,
    ];

    /// <exception cref="UserError">It is nowhere.</exception>
    public static string Find()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        string[] folders = string.IsNullOrEmpty(folder) ? InstalledFolders : [folder, Path.Combine(folder, "haarcascades")];
        return folders.Select(place => Path.Combine(place, Name)).FirstOrDefault(File.Exists)
            ?? throw new UserError($"{Name} is not in {string.Join(", ", folders)}: on Debian and Ubuntu, apt-get install opencv-data brings it; or set {FolderVariable} to its folder, or name the file with --cascade.");
    }
}
