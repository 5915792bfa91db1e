namespace FerTrain.Tests.Data;

/// <summary>A test that reads the real FER2013, and what else it names, from the files of these variables; skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public const string Faces = "FERTRAIN_DATA";
    public const string Votes = "FERTRAIN_FERPLUS";

    public RealDataFactAttribute(params string[] more)
    {
        var missing = Array.Find([Faces, .. more], variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)));
        if (missing is not null)
            Skip = $"{missing} names no file.";
    }
}
