using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Training;
using Google.Protobuf;
using SkiaSharp;

namespace FerTrain.Reports.TensorBoard;

/// <summary>Writes what one session of a run shows in TensorBoard. Whoever reads along sees each event as soon as it is written.</summary>
internal sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";
    private const string Version = "brain.Event:2"; // the first in which a session's start counts

    private readonly TimeProvider _clock;
    private readonly FileStream _stream;

    private EventFile(FileStream stream, TimeProvider clock) => (_stream, _clock) = (stream, clock);

    /// <summary>Begins a file that takes the place of <paramref name="firstStep"/> and all later steps in the folder's earlier ones.</summary>
    /// <exception cref="UserError">It cannot be written.</exception>
    public static EventFile Create(string folder, long firstStep, TimeProvider clock)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // No buffer: a record is one write, so a killed process leaves whole ones.
            var file = new EventFile(new FileStream(Path.Combine(folder, NextName(folder, clock)), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), clock);
            file.Write(0, new Event { FileVersion = Version });
            file.Write(firstStep, new Event { SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder}: cannot be written: {error.Message}", error);
        }
    }

    public void WriteScalars(long step, params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        var summary = new Summary();
        foreach (var (tag, value) in scalars)
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Write(step, new Event { Summary = summary });
    }

    public void WriteImage(long step, string tag, ReadOnlySpan<byte> png)
    {
        var size = SKBitmap.DecodeBounds(png).Size;
        WriteValue(step, new Summary.Types.Value
        {
            Tag = tag,
            Image = new Summary.Types.Image { Width = size.Width, Height = size.Height, EncodedImageString = ByteString.CopyFrom(png) },
        });
    }

    public void WriteHistograms(long step, IEnumerable<(string Tag, Histogram Histogram)> histograms)
    {
        var summary = new Summary();
        foreach (var (tag, histogram) in histograms)
        {
            var buckets = histogram.Counts.Length;
            var proto = new HistogramProto
            {
                Min = histogram.Least,
                Max = histogram.Greatest,
                Num = histogram.Counts.Sum(),
                Sum = histogram.Sum,
                SumSquares = histogram.SumOfSquares,
                Bucket = { histogram.Counts },
                BucketLimit = { Enumerable.Range(1, buckets).Select(i => histogram.Least + (histogram.Greatest - histogram.Least) * i / buckets) },
            };
            summary.Value.Add(new Summary.Types.Value { Tag = tag, Histo = proto });
        }

        Write(step, new Event { Summary = summary });
    }

    public void WriteText(long step, string tag, string markdown) => WriteValue(step, new Summary.Types.Value
    {
        Tag = tag,
        Tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new TensorShapeProto(), StringVal = { ByteString.CopyFromUtf8(markdown) } },
        Metadata = new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = "text" }, DataClass = DataClass.Tensor },
    });

    public void Dispose() => _stream.Dispose();

    private void WriteValue(long step, Summary.Types.Value value) => Write(step, new Event { Summary = new Summary { Value = { value } } });

    private void Write(long step, Event content)
    {
        content.Step = step;
        content.WallTime = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        try
        {
            _stream.Write(RecordFrame.Of(content));
        }
        catch (IOException error)
        {
            throw new UserError($"{_stream.Name}: cannot be written: {error.Message}", error);
        }
    }

    /// <summary>TensorBoard reads a folder's files in the order of their names, so a clock that was set back must not put this one first.</summary>
    private static string NextName(string folder, TimeProvider clock)
    {
        var seconds = Directory.EnumerateFiles(folder, Prefix + "*")
            .Select(file => Path.GetFileName(file)[Prefix.Length..].Split('.')[0])
            .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var earlier) ? earlier + 1 : 0)
            .Append(clock.GetUtcNow().ToUnixTimeSeconds())
            .Max();
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{seconds:D10}.{Environment.MachineName}");
    }
}
