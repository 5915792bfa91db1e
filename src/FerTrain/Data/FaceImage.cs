namespace FerTrain.Data;

/// <summary>One image of a folder and what the folders around it say; <paramref name="Name"/> is its path from the set's root.</summary>
internal sealed record FaceImage(string Path, string Name, byte Label, Usage Usage);
