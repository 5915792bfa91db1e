namespace FerTrain.Figures;

/// <summary>A square image, row-major, and the lines of text below it.</summary>
public sealed record FaceTile(byte[] Pixels, params IReadOnlyList<string> Caption)
{
    /// <summary>1 for grey; 3 for red, green and blue of each pixel.</summary>
    public int Channels { get; init; } = 1;
}
