using FerTrain.Core.Config;

namespace FerTrain.Cli.Verbs;

/// <summary>Holds what <c>bench</c> measured; a part that was not measured is null.</summary>
internal sealed record BenchmarkResult
{
    public required string Model { get; init; }

    public required string Device { get; init; }

    public required int Threads { get; init; }

    public Precision? Precision { get; init; }

    public int? BatchSize { get; init; }

    public ReadingTime? Reading { get; init; }

    public double? DataImagesPerSecond { get; init; }

    public double? TrainingImagesPerSecond { get; init; }

    public required IReadOnlyList<InferenceTime>? Inference { get; init; }

    /// <summary>Seconds that drawing the curves after an epoch takes.</summary>
    public double? FiguresSeconds { get; init; }
}

/// <summary>Seconds that reading a file takes, afresh and from the cache.</summary>
internal sealed record ReadingTime(double ParsedSeconds, double CachedSeconds);

/// <summary>One forward pass of a batch.</summary>
internal sealed record InferenceTime(int Batch, double Milliseconds, double ImagesPerSecond);
