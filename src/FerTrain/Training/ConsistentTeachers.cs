using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Trained networks that label each batch as the student sees it (consistent teaching, Beyer et al., 2022, arXiv:2106.05237).</summary>
internal sealed class ConsistentTeachers : IDisposable
{
    private readonly Preprocessor _studentInput;
    private readonly double _temperature;
    private readonly Precision _precision;
    private readonly List<LoadedCheckpoint> _teachers;

    /// <param name="teachers">The teachers, which <see cref="Require"/> accepts.</param>
    /// <param name="student">The student's config.</param>
    /// <param name="studentInput">What makes the student's input.</param>
    /// <param name="device">Where the student trains.</param>
    public ConsistentTeachers(IReadOnlyList<Checkpoint> teachers, RunConfig student, Preprocessor studentInput, Device device)
    {
        (_studentInput, _temperature, _precision) = (studentInput, student.Distill.Temperature, student.Train.Precision);
        _teachers = [.. teachers.Select(teacher => new LoadedCheckpoint(teacher, device, SideOf(teacher, student)))];
    }

    /// <summary>Checks that a model can label what the student sees: parts of faces, at the scale that it was trained on.</summary>
    /// <exception cref="UserError">It is no network, or has weights or a scaling for each pixel.</exception>
    public static void Require(Checkpoint teacher, RunConfig student)
    {
        var spec = teacher.Preprocessing;
        var side = SideOf(teacher, student);
        if (ModelRegistry.Find(teacher.ModelName) is not NetworkEntry network || spec.Scaling.Offset.Count > 1
            || !network.Takes(spec.Channels, side) || !network.HasSameWeights(spec.InputSize, side))
            throw new UserError($"distill.consistent: {teacher.Path}, a model {teacher.ModelName}, cannot take images of {side} pixels in place of {spec.InputSize}. Expected: distill.consistent=false, or another teacher.");
    }

    /// <summary>
    /// Gives a teacher's probabilities, at the config's temperature, N×classes, of the student's inputs N×C×S×S. The teachers take turns:
    /// the loss is linear in its labels, so that over the batches it is the loss on the teachers' mean, for the time of one of them.
    /// </summary>
    /// <param name="inputs">What the student sees.</param>
    /// <param name="batch">The number of the batch among those of all epochs.</param>
    public Tensor Labels(Tensor inputs, int batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var autocast = _precision == Precision.Bfloat16 ? new Autocast(inputs.device_type) : null;
        var grey = _studentInput.Grey(inputs);
        using var exponent = (1 / _temperature).ToScalar();
        var softened = _teachers[batch % _teachers.Count].Probabilities(grey).pow(exponent);
        return softened.div_(softened.sum(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var teacher in _teachers)
            teacher.Dispose();
    }

    /// <summary>The side at which a face is as large for the teacher as in its training.</summary>
    private static int SideOf(Checkpoint teacher, RunConfig student)
    {
        var side = student.Augment.Crop > 0 ? student.Augment.Crop : student.Preprocess.InputSize;
        return (int)Math.Round((double)side * teacher.Preprocessing.Size / student.Preprocess.Size);
    }
}
