using System.Security.Cryptography;
using System.Text;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Reads the faces of a folder of class folders. Where all are squares of one size they are kept as they are.</summary>
internal sealed class FaceFolder(string root)
{
    /// <summary>Larger images are photographs, and a set of them would not fit into memory.</summary>
    private const int LargestKept = 512;

    private readonly IReadOnlyList<FaceImage> _images = ImageFolder.List(root);

    /// <summary>What changes when a file is added, removed, renamed or written.</summary>
    public byte[] Key(int size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(size));
        foreach (var image in _images)
        {
            var file = new FileInfo(image.Path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{image.Name}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\0"));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>
    /// All faces, resized to <paramref name="size"/> where they differ. Without <paramref name="report"/> a damaged
    /// image is an error; with it each is reported and left out.
    /// </summary>
    public FaceSet Read(int size, Action<FormatProblem>? report = null)
    {
        FaceSetBuilder? faces = null;
        foreach (var (image, number) in _images.Select((image, index) => (image, index + 1)))
        {
            using var grey = GrayscaleImage.TryRead(image.Path);
            if (grey is null)
            {
                if (report is null)
                    throw new UserError($"{image.Path} is damaged or no image; fertrain data check lists all such files.");
                report(new FormatProblem(number, FormatProblem.NoLine, image.Name, "damaged or no image"));
                continue;
            }

            faces ??= new FaceSetBuilder(IsKept(grey) ? grey.Rows : size);
            if (faces.Side != size && (grey.Rows != faces.Side || grey.Cols != faces.Side))
                faces = Resized(faces.Build(), size);
            GrayscaleImage.Fit(grey, faces.NextFace(), faces.Side);
            faces.Add(image.Label, image.Usage);
        }

        return faces?.Build() ?? throw new UserError($"{root} holds no image that can be read.");
    }

    private static bool IsKept(Mat grey) => grey.Rows == grey.Cols && grey.Rows <= LargestKept;

    private static FaceSetBuilder Resized(FaceSet faces, int size)
    {
        var resized = new FaceSetBuilder(size);
        for (var row = 0; row < faces.Count; row++)
        {
            using var grey = GrayscaleImage.Of(faces, row);
            GrayscaleImage.Fit(grey, resized.NextFace(), size);
            resized.Add(faces.Labels[row], faces.Usages[row]);
        }

        return resized;
    }
}
