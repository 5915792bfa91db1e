using FerTrain.Core.Config;
using FerTrain.Export;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Reports an exported file and how it compares with its checkpoint.</summary>
internal sealed record ExportResult(string File, long Bytes, long Float32Bytes, ExportCheck Check)
{
    public void WriteJson(TextWriter output) => JsonOutput.Write(output, new
    {
        File,
        Bytes,
        Float32Bytes,
        Check.MaxAbsDifference,
        Check.Agreement,
        Check.Samples,
        Check.Split,
        Check.Accuracy,
        Check.StandardError,
        Check.OriginalAccuracy,
    });

    public void WriteText(TextWriter output)
    {
        output.WriteLine(Invariant($"{File}: {Bytes / 1024.0:N0} KB{(Bytes == Float32Bytes ? "" : $", in float32 {Invariant($"{Float32Bytes / 1024.0:N0}")} KB")}"));
        output.WriteLine(Invariant($"largest difference of a probability {Check.MaxAbsDifference:0.0E-0}, the same class for {100 * Check.Agreement:F2} % of {Check.Samples} faces"));
        if (Check is { Split: { } split, Accuracy: { } accuracy, StandardError: { } error, OriginalAccuracy: { } original })
            output.WriteLine(Invariant($"{EnumName.Of(split)}: accuracy {100 * accuracy:F2} ± {100 * error:F2} %, of the checkpoint {100 * original:F2} %"));
    }
}
