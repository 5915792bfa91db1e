namespace FerTrain.Cli.Doctor;

/// <summary>Grades what a check found.</summary>
internal enum Grade
{
    /// <summary>It is there and works.</summary>
    Good,

    /// <summary>It is missing, and something that is not training costs more or does not work.</summary>
    Limited,

    /// <summary>Without it nothing trains.</summary>
    Broken,
}

/// <summary>Says what a check found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Grade">How good it is.</param>
/// <param name="Found">Versions, paths, or the fault.</param>
internal sealed record Finding(string Name, Grade Grade, string Found)
{
    /// <summary>What does not work without it.</summary>
    public string? Cost { get; init; }

    /// <summary>What brings it, a command where there is one.</summary>
    public string? Remedy { get; init; }

    /// <summary>The finding of something optional: its cost and remedy count only where it is missing.</summary>
    public static Finding Of(string name, bool isThere, string found, string cost, string? remedy, Grade missing = Grade.Limited) => isThere
        ? new(name, Grade.Good, found)
        : new(name, missing, found) { Cost = cost, Remedy = remedy };
}
