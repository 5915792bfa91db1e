namespace FerTrain.Figures;

/// <summary>A run as a point among others.</summary>
/// <param name="Place">Of the run in the comparison, which gives its colour.</param>
/// <param name="Name">In the legend.</param>
/// <param name="Parameters">Of its network.</param>
/// <param name="Accuracy">On the split that is scored.</param>
/// <param name="StandardError">Of the accuracy.</param>
public sealed record ComparedPoint(int Place, string Name, long Parameters, double Accuracy, double StandardError);
