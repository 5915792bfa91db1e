using FerTrain.Core.Errors;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>The native library that draws figures, which a machine may lack: FerTrain trains and scores without it.</summary>
public static class DrawingLibrary
{
    private static readonly Lazy<string?> Reason = new(Load);

    public static bool IsInstalled => Reason.Value is null;

    /// <summary>What is missing, and how to get it; null where figures can be drawn.</summary>
    public static string? Problem => Reason.Value is { } reason ? $"{reason}. On Debian and Ubuntu, apt-get install libcairo2 brings it." : null;

    /// <summary>What is to be told where figures belong to a result and cannot be drawn.</summary>
    public static IEnumerable<string> Warnings => Problem is { } problem ? [$"no figures are drawn: {problem}"] : [];

    /// <exception cref="UserError">It is missing.</exception>
    public static void Require()
    {
        if (Problem is { } problem) throw new UserError($"Figures cannot be drawn: {problem}");
    }

    private static string? Load()
    {
        try
        {
            using var plot = new Plot();
            _ = plot.GetImageBytes(1, 1, ImageFormat.Png);
            return null;
        }
        catch (Exception failed) when (failed.GetBaseException() is DllNotFoundException missing)
        {
            return missing.Message.Split(". ")[0]; // what follows is advice to programmers
        }
    }
}
