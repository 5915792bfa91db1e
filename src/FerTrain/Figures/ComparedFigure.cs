namespace FerTrain.Figures;

/// <summary>A figure of a comparison.</summary>
/// <param name="Name">Of its file, without the extension.</param>
/// <param name="Caption">Says what it shows.</param>
/// <param name="Figure">To be disposed by who draws it.</param>
public sealed record ComparedFigure(string Name, string Caption, Figure Figure);
