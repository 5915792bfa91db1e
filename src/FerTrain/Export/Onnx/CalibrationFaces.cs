using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Export.Onnx;

/// <summary>Training faces that show what values a model computes, from which int8 takes its scales.</summary>
/// <param name="Pixels">Raw grey pixels, face after face.</param>
/// <param name="Side">Of a face, in pixels.</param>
public sealed record CalibrationFaces(byte[] Pixels, int Side)
{
    private const int Count = 512;

    /// <summary>The same faces of the same data each time.</summary>
    /// <exception cref="UserError">There are none.</exception>
    public static CalibrationFaces Of(PreparedData data)
    {
        var rows = data.Split.NonEmptyRows(SplitName.Train).ToArray();
        new Seeds(0).Stream("calibration").Shuffle<int>(rows);
        return new CalibrationFaces([.. rows.Take(Count).SelectMany(row => data.Faces.Face(row).ToArray())], data.Faces.Size);
    }
}
