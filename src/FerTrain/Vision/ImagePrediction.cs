namespace FerTrain.Vision;

/// <summary>The faces of an image, or of a frame of a video.</summary>
/// <param name="Path">The file.</param>
/// <param name="Frame">Which of a video's, from 0.</param>
/// <param name="Faces">From left to right.</param>
/// <param name="Group">What they come to together, where that was asked for.</param>
/// <param name="Time">What that took, without reading and writing.</param>
public sealed record ImagePrediction(string Path, int? Frame, IReadOnlyList<ClassifiedFace> Faces, GroupEmotion? Group, PredictionTime Time);
