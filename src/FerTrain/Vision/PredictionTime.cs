namespace FerTrain.Vision;

/// <summary>Milliseconds that the steps of a prediction took.</summary>
public sealed record PredictionTime(double Detection, double Classification, double Drawing);
