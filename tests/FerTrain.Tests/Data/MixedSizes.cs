using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Tests.Data;

/// <summary>A folder of synthetic faces of which one is larger, so that all are resized to the size that a model asks for.</summary>
internal static class MixedSizes
{
    public static void Write(string folder)
    {
        FaceFolderWriter.Write(folder, SyntheticFaces.Generate(70, seed: 0), [.. Enumerable.Range(0, 70)], FaceOrigins.Of("synthetic", 70, []), CancellationToken.None);
        var one = Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories)[0];
        using var image = Cv2.ImRead(one, ImreadModes.Grayscale);
        using var larger = image.Resize(new Size(60, 60));
        larger.SaveImage(one).ShouldBeTrue();
    }
}
