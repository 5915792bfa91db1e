using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Reads a trained model from any kind of file that FerTrain writes.</summary>
internal static class ModelFile
{
    /// <exception cref="UserError">The file is missing, damaged, or not FerTrain's; or ONNX Runtime is missing.</exception>
    public static ITrainedModel Read(string path) => OnnxFile.IsOnnx(path) ? OnnxFile.Read(path) : ReadWeights(path);

    /// <summary>Reads a file that shows its layers: a checkpoint or a .safetensors file.</summary>
    /// <exception cref="UserError">The file is missing, damaged, or not FerTrain's.</exception>
    public static Checkpoint ReadWeights(string path) => WeightsFile.IsSafetensors(path) ? SafetensorsExport.Read(path) : Checkpoint.Read(path);
}
