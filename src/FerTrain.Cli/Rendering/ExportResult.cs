using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Export;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints an exported file and its comparison with the checkpoint.</summary>
internal sealed record ExportResult(string File, long Bytes, long Float32Bytes, ExportCheck Check)
{
    public required double Temperature { get; init; }

    /// <summary>Null where the precision does not change the speed.</summary>
    public required ExportSpeed? Speed { get; init; }

    /// <summary>The object that <c>--json</c> writes.</summary>
    public object Json => new
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
        Temperature,
        Speed?.Milliseconds,
        Speed?.Float32Milliseconds,
    };

    public void WriteText(TextWriter output)
    {
        output.WritePrintable(Invariant(
            $"{PrintableOutput.ShortPath(File)}: {Bytes / 1024.0:N0} KB{(Bytes == Float32Bytes ? "" : $", in float32 {Invariant($"{Float32Bytes / 1024.0:N0}")} KB")}"));
        output.WriteLine(Invariant(
            $"probabilities differ by at most {Check.MaxAbsDifference:0.0E-0}; same class for {100 * Check.Agreement:F2} % of {Counted.Of(Check.Samples, "face")}"));
        if (Check is { Split: { } split, Accuracy: { } accuracy, StandardError: { } error, OriginalAccuracy: { } original })
            output.WriteLine(Invariant($"{EnumName.Of(split)}: accuracy {100 * accuracy:F2} ± {100 * error:F2} %; the checkpoint has {100 * original:F2} %"));
        if (Temperature != 1) output.WriteLine(Invariant($"probabilities at the temperature {Temperature:F3}, fitted on val"));
        if (Speed is { } speed)
            output.WriteLine(Invariant(
                $"one face takes {speed.Milliseconds:F2} ms here, in float32 {speed.Float32Milliseconds:F2} ms{(speed.IsSlower ? ": on this CPU int8 is smaller but slower" : "")}"));
        output.WritePrintable($"described in {PrintableOutput.ShortPath(ExportDescription.PathFor(File))}");
    }
}
