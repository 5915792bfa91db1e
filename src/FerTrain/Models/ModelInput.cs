using FerTrain.Core;

namespace FerTrain.Models;

/// <summary>Describes the input that a model is built for.</summary>
/// <param name="Classes">Logits it gives.</param>
/// <param name="Channels">1 for grey images, 3 for colour.</param>
/// <param name="Size">Side of the images in pixels.</param>
internal sealed record ModelInput(int Classes, int Channels, int Size)
{
    public static ModelInput Of(Preprocessing spec) => new(spec.ClassNames.Count, spec.Channels, spec.InputSize);
}
