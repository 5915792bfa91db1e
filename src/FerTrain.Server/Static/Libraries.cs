using System.Text;
using FerTrain.Core.Errors;

namespace FerTrain.Server.Static;

/// <summary>The files of others that a static page has: ONNX Runtime, and the detector that finds faces.</summary>
/// <param name="Files">The content of each, by its path in the folder of the page.</param>
/// <param name="DetectorLicence">The licence of the detector, as its package has it.</param>
internal sealed record Libraries(IReadOnlyDictionary<string, byte[]> Files, string DetectorLicence)
{
    private const string RuntimeFolder = "page/static/onnxruntime/";
    private const string DetectorFile = "model/blazeface.onnx";
    private const string DetectorSource = "ONNX/face_detection_back_256x256_barracuda.onnx";
    private const string Licence = "LICENSE";
    private const int DetectorSide = 256; // the one for 128 pixels only finds faces near the camera

    /// <summary>Lists the files of ONNX Runtime without WebGPU; the script asks for the other file by its name beside itself.</summary>
    private static readonly Dictionary<string, string> RuntimeFiles = new()
    {
        ["dist/ort.wasm.bundle.min.mjs"] = RuntimeFolder + "ort.js", // not every server knows what .mjs is
        ["dist/ort-wasm-simd-threaded.wasm"] = RuntimeFolder + "ort-wasm-simd-threaded.wasm",
    };

    public StaticDetector Detector { get; } = new(DetectorFile, DetectorSide);

    /// <exception cref="UserError">npm cannot get a package.</exception>
    public static Libraries Get(Npm npm, CancellationToken cancel)
    {
        var runtime = npm.Files(NpmPackage.OnnxRuntimeWeb, RuntimeFiles.Keys, cancel);
        var detector = npm.Files(NpmPackage.BlazeFace, [DetectorSource, Licence], cancel);
        var files = RuntimeFiles.ToDictionary(file => file.Value, file => runtime[file.Key]);
        files.Add(DetectorFile, detector[DetectorSource]);
        return new(files, Encoding.UTF8.GetString(detector[Licence]));
    }

    /// <summary>Gives the licences of everything in the folder but the model.</summary>
    /// <param name="own">The licence of FerTrain, which is the MIT licence too.</param>
    public string Licences(string own)
    {
        var terms = own[own.IndexOf("Permission is hereby granted", StringComparison.Ordinal)..];
        return string.Join($"\n{new string('=', 80)}\n\n", (string[])
        [
            $"FerTrain: index.html and page/, without {RuntimeFolder}\n\n{own}",
            $"{NpmPackage.OnnxRuntimeWeb}: {RuntimeFolder}\n\nMIT License\n\nCopyright (c) Microsoft Corporation\n\n{terms}\nThe notices of the software that it contains: ThirdPartyNotices.txt of\nhttps://github.com/microsoft/onnxruntime, version {NpmPackage.OnnxRuntimeWeb.Version}.\n",
            $"MediaPipe's BlazeFace, from {NpmPackage.BlazeFace}: {DetectorFile}\n\n{DetectorLicence}",
        ]);
    }
}
