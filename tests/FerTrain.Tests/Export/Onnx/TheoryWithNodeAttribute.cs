using System.Runtime.CompilerServices;

namespace FerTrain.Tests.Export.Onnx;

/// <summary>Tests against ONNX Runtime in Node, shown as skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithNodeAttribute : TheoryAttribute
{
    private static readonly bool HasRuntime = ExternalProgram.Start("node", "-e", $"require('module').createRequire('{Folder()}/').resolve('onnxruntime-node')").ExitCode == 0;

    public TheoryWithNodeAttribute()
    {
        if (!HasRuntime) Skip = "needs Node and its onnxruntime-node, which scripts/setup.sh installs";
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
