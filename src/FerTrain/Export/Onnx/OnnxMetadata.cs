namespace FerTrain.Export.Onnx;

/// <summary>The keys of an exported file's metadata.</summary>
internal static class OnnxMetadata
{
    public const long Format = 1;
    public const string FormatVersion = "format_version";
    public const string FertrainVersion = "fertrain_version";
    public const string Model = "model";
    public const string ClassNames = "class_names";
    public const string Preprocessing = "preprocessing";
    public const string Config = "config";
    public const string Score = "score";
}
