using FerTrain.Data;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Holds all faces on the device: images as bytes, a class number each, and the soft labels of the classes and of teachers where there are any.</summary>
internal sealed class FaceTensors : IDisposable
{
    public FaceTensors(PreparedData data, Device device) : this(data.Faces, device) =>
        TeacherLabels = data.TeacherLabels is { } labels ? tensor(labels, [data.Faces.Count, data.Faces.ClassNames.Count], device: device).DetachFromDisposeScope() : null;

    public FaceTensors(FaceSet faces, Device device)
    {
        Device = device;
        Images = tensor(faces.Pixels, [faces.Count, 1, faces.Size, faces.Size], device: device).DetachFromDisposeScope();
        Labels = tensor(Array.ConvertAll(faces.Labels, label => (long)label), device: device).DetachFromDisposeScope();
        SoftLabels = faces.SoftLabels is { } softLabels
            ? tensor(softLabels, [faces.Count, faces.ClassNames.Count], device: device).DetachFromDisposeScope()
            : null;
    }

    public Device Device { get; }

    /// <summary>N×1×H×W of uint8.</summary>
    public Tensor Images { get; }

    /// <summary>N of int64.</summary>
    public Tensor Labels { get; }

    /// <summary>N×classes of float32, or null where every face has one class.</summary>
    public Tensor? SoftLabels { get; }

    /// <summary>N×classes of float32, or null without teachers.</summary>
    public Tensor? TeacherLabels { get; }

    /// <summary>Row numbers as a tensor beside the faces.</summary>
    public Tensor Rows(ReadOnlySpan<int> rows)
    {
        var numbers = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            numbers[i] = rows[i];
        return tensor(numbers, device: Device);
    }

    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        SoftLabels?.Dispose();
        TeacherLabels?.Dispose();
    }
}
