using System.Reflection;

namespace FerTrain.Core.Runs;

/// <summary>Reads the version that the build recorded, "0.1.0+commit".</summary>
public static class ProgramVersion
{
    private static readonly string[] Parts = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');

    public static string Number => Parts[0];

    /// <summary>Null where it was built outside a git checkout.</summary>
    public static string? Commit => Parts.ElementAtOrDefault(1);
}
