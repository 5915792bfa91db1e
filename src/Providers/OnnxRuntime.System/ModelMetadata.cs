using Microsoft.ML.OnnxRuntime.Interop;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model's file says about it.</summary>
public class ModelMetadata
{
    internal ModelMetadata(nint session)
    {
        var metadata = NativeMethods.Metadata(session);
        try
        {
            ProducerName = NativeMethods.ProducerName(metadata);
            foreach (var key in NativeMethods.MetadataKeys(metadata))
                CustomMetadataMap[key] = NativeMethods.MetadataValue(metadata, key);
        }
        finally
        {
            NativeMethods.ReleaseMetadata(metadata);
        }
    }

    public string ProducerName { get; }

    public Dictionary<string, string> CustomMetadataMap { get; } = [];
}
