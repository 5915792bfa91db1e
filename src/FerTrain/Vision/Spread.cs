namespace FerTrain.Vision;

/// <summary>How long something takes: half of the time no longer than the median, in 19 of 20 cases no longer than the 95th percentile.</summary>
public sealed record Spread(double Median, double Percentile95);
