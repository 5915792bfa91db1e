namespace FerTrain.Vision;

/// <summary>How a live image went.</summary>
/// <param name="FramesRead">By the camera, video or stream.</param>
/// <param name="FramesShown">In the window, the recording, or nowhere but in this account.</param>
/// <param name="FramesDropped">Made way for newer ones.</param>
/// <param name="Faces">In the frames that were shown.</param>
/// <param name="FramesPerSecond">Shown, from the first to the last.</param>
/// <param name="LatencyMs">From a frame's arrival to its appearance.</param>
/// <param name="DetectionMs">A frame.</param>
/// <param name="ModelMsPerFace">With its crop.</param>
public sealed record LiveSummary(
    int FramesRead, int FramesShown, int FramesDropped, int Faces, double FramesPerSecond, Spread? LatencyMs, Spread? DetectionMs, Spread? ModelMsPerFace);
