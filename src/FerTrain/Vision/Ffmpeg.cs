using System.ComponentModel;
using FerTrain.Core;

namespace FerTrain.Vision;

/// <summary>Runs the program ffmpeg, where it is installed: OpenCV writes no sound, and on some systems no codec that browsers play.</summary>
internal sealed class Ffmpeg
{
    private readonly string _program;

    private Ffmpeg(string program) => _program = program;

    /// <summary>Finds the program on the path; returns null where there is none.</summary>
    public static Ffmpeg? Find()
    {
        var program = ProgramResult.OnPath(OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg");
        return program is null ? null : new(program);
    }

    /// <summary>Encodes a video as H.264 with the sound of another; returns the reason if that fails.</summary>
    /// <param name="video">The video without sound.</param>
    /// <param name="soundOf">A video that may have sound, or null.</param>
    /// <param name="target">The .mp4 file to write.</param>
    /// <param name="cancel">Kills the program.</param>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    public string? Encode(string video, string? soundOf, string target, CancellationToken cancel)
    {
        string[] sound = soundOf is null ? [] : ["-i", Path.GetFullPath(soundOf), "-map", "0:v:0", "-map", "1:a?", "-c:a", "aac"];
        // Frames of H.264 as browsers play it have even sides.
        string[] arguments =
        [
            "-nostdin", "-loglevel", "error", "-y", "-i", video, .. sound,
            "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "h264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", target
        ];
        try
        {
            var result = ProgramResult.Run(_program, arguments, cancel: cancel);
            return result.ExitCode == 0 ? null : result.Error.Split('\n')[^1];
        }
        catch (Win32Exception error)
        {
            return error.Message;
        }
    }
}
