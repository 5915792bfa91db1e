namespace FerTrain.Cli;

/// <summary>Names the machine's processor, for a run's record.</summary>
internal static class Processor
{
    private const string LinuxFile = "/proc/cpuinfo";

    public static string Name() => File.Exists(LinuxFile)
        ? File.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
}
