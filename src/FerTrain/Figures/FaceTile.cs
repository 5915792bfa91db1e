namespace FerTrain.Figures;

/// <summary>A square grey picture, row-major, and the lines of text below it.</summary>
public sealed record FaceTile(byte[] Pixels, params IReadOnlyList<string> Caption);
