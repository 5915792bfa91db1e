using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>A trained model in a file: what it is, and its answers.</summary>
internal interface ITrainedModel
{
    string Path { get; }

    /// <summary>The config that it was trained with.</summary>
    RunConfig Config { get; }

    Preprocessing Preprocessing { get; }

    /// <summary><see cref="Data.PreparedData.Fingerprint"/> of what it was trained on; null where the file does not tell.</summary>
    string? DataFingerprint { get; }

    /// <summary>Class probabilities, rows × classes, averaged over the views of each face.</summary>
    /// <exception cref="UserError">The model cannot be run, or cannot see these views.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    float[] Probabilities(FaceTensors faces, ImmutableArray<int> rows, TestTimeAugmentation tta, CancellationToken cancel);

    /// <exception cref="UserError">It predicts other classes, or in another order.</exception>
    void RequireClasses(IReadOnlyList<string> known)
    {
        var names = Preprocessing.ClassNames;
        if (!names.SequenceEqual(known))
            throw new UserError($"{Path} predicts {string.Join(", ", names)}; the data has {string.Join(", ", known)}.");
    }

    /// <summary>Loads the model for faces that come one after another.</summary>
    /// <exception cref="UserError">The model cannot be run.</exception>
    ILoadedModel Load(Device device);
}

/// <summary>Checks what models answer: sound weights can still be so large that their sums overflow.</summary>
internal static class ModelAnswers
{
    /// <summary>Gives the probabilities as they are.</summary>
    /// <exception cref="UserError">One of them is not finite.</exception>
    public static float[] RequireFinite(string file, float[] probabilities) => Array.FindIndex(probabilities, p => !float.IsFinite(p)) is >= 0 and var at
        ? throw new UserError(string.Create(CultureInfo.InvariantCulture, $"{file}: the model's output is {probabilities[at]}, expected: probabilities."))
        : probabilities;
}

/// <summary>A trained model, loaded and ready to classify.</summary>
internal interface ILoadedModel : IDisposable
{
    /// <summary>Classifies grey pixels N×1×height×width: class probabilities N×classes.</summary>
    /// <exception cref="UserError">The model fails.</exception>
    float[] Probabilities(byte[] pixels, int height, int width);
}
