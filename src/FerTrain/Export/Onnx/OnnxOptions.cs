using FerTrain.Core.Runs;

namespace FerTrain.Export.Onnx;

/// <summary>What a checkpoint's ONNX file is to be.</summary>
public sealed record OnnxOptions
{
    /// <summary>Whether it takes raw grey pixels and prepares them itself; else the model's own input.</summary>
    public bool Preprocess { get; init; } = true;

    /// <summary>Whether kernels are stored as float16.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Faces from which the scales of int8 come; null where weights stay floats.</summary>
    public CalibrationFaces? Calibration { get; init; }

    public required string FertrainVersion { get; init; }

    /// <summary>What the checkpoint scored; null where that is not known.</summary>
    public SplitScore? Score { get; init; }
}
