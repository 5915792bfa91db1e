namespace FerTrain.Tests.Scripts;

/// <summary>A test of a shell script, shown as skipped where there is no bash.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithBashAttribute : FactAttribute
{
    public FactWithBashAttribute()
    {
        if (!Bash.IsInstalled) Skip = "needs bash";
    }
}
