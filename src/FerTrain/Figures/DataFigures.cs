using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>The images of a file of faces.</summary>
public static class DataFigures
{
    /// <exception cref="UserError">The folder can't be written.</exception>
    public static void Write(string folder, FaceSet faces)
    {
        OutputFolder.Create(folder);
        ClassDistribution.OfFile(faces).SavePng(folder, "class_distribution");
        ClassSamples.Draw(faces, Enumerable.Range(0, faces.Count)).SavePng(folder, "samples");
    }
}
