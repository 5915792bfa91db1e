using FerTrain.Core.Files;
using FerTrain.Export.Onnx;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Compares the time of an exported file with that of the same network in float32 on this CPU.</summary>
/// <param name="Milliseconds">The median time of one face in the file.</param>
/// <param name="Float32Milliseconds">The median time of one face in float32.</param>
internal sealed record ExportSpeed(double Milliseconds, double Float32Milliseconds)
{
    public bool IsSlower => Milliseconds > Float32Milliseconds;

    /// <summary>Measures both, for some seconds each.</summary>
    /// <exception cref="OperationCanceledException">It is cancelled.</exception>
    public static ExportSpeed Of(string file, Checkpoint checkpoint, OnnxOptions float32, CancellationToken cancel)
    {
        using var folder = new ScratchFolder();
        var other = Path.Combine(folder.Path, "float32.onnx");
        OnnxExport.Write(other, checkpoint, float32);
        return new(Milliseconds(file), Milliseconds(other));

        double Milliseconds(string path)
        {
            using var model = OnnxSession.Open(path);
            return model.Milliseconds(batch: 1, cancel);
        }
    }
}
