namespace FerTrain.Data;

/// <summary>Faces with their final labels, their division, and what the user should know about both.</summary>
public sealed record PreparedData(FaceSet Faces, DataSplit Split, IReadOnlyList<string> Warnings);
