namespace FerTrain.Tests.Data;

/// <summary>A test that reads the real FER2013 from the file that <c>FERTRAIN_DATA</c> names, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public const string Variable = "FERTRAIN_DATA";

    public RealDataFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            Skip = $"{Variable} does not name FER2013's file.";
    }
}
