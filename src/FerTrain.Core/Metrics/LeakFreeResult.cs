namespace FerTrain.Core.Metrics;

/// <summary>What is left without the rows whose picture the model has seen in training; no accuracy where nothing is left.</summary>
public sealed record LeakFreeResult(int Samples, double? Accuracy);
