using FerTrain.Core.Errors;

namespace FerTrain.Training;

/// <summary>A trained model that is ready to answer, again and again.</summary>
public interface ILoadedModel : IDisposable
{
    /// <summary>Raw grey pixels N×1×height×width to class probabilities N×classes.</summary>
    /// <exception cref="UserError">The model fails.</exception>
    float[] Probabilities(byte[] pixels, int height, int width);
}
