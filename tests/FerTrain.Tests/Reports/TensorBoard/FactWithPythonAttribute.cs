namespace FerTrain.Tests.Reports.TensorBoard;

/// <summary>A test whose second opinion is a Python script, shown as skipped where Python is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithPythonAttribute : FactAttribute
{
    public FactWithPythonAttribute()
    {
        if (!Python.IsInstalled)
            Skip = "needs /usr/bin/python3";
    }
}
