using System.Collections.Immutable;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Tracks faces from frame to frame by their overlap and smooths the probabilities of each.</summary>
/// <param name="smoothing">The time constant in seconds, after which a frame has 1/e of the weight of a new one; 0 turns smoothing off.</param>
internal sealed class FaceTracker(double smoothing)
{
    /// <summary>The time constant that suits a camera, in seconds.</summary>
    public const double UsualSmoothing = 0.3;

    private const double MinOverlap = 0.3; // intersection over union

    // A cascade misses a face occasionally.
    private static readonly TimeSpan MaxGap = TimeSpan.FromSeconds(0.5);

    private List<Track> _tracks = [];

    /// <summary>Smooths the probabilities of the faces of the next frame.</summary>
    /// <param name="faces">The faces of the frame.</param>
    /// <param name="time">The time of the frame, at least that of the previous one.</param>
    public IReadOnlyList<ClassifiedFace> Smooth(IReadOnlyList<ClassifiedFace> faces, TimeSpan time)
    {
        var known = _tracks.Where(track => time - track.Seen <= MaxGap).ToList();
        var before = Match(faces, known);
        ClassifiedFace[] smoothed = [.. faces.Zip(before, (face, track) => track is null ? face : Blend(track, face, time))];
        _tracks = [.. known.Where(track => !before.Contains(track)), .. smoothed.Select(face => new Track(face, time))];
        return smoothed;
    }

    /// <summary>Returns the track of each face, or null; the pairs with the largest overlap are matched first.</summary>
    private static Track?[] Match(IReadOnlyList<ClassifiedFace> faces, List<Track> tracks)
    {
        var matches = new Track?[faces.Count];
        var pairs = faces.Index().SelectMany(_ => tracks, (face, track) => (face.Index, Track: track, Overlap: Overlap(face.Item.Box, track.Face.Box)));
        foreach (var (face, track, _) in pairs.Where(pair => pair.Overlap >= MinOverlap).OrderByDescending(pair => pair.Overlap))
            if (matches[face] is null && !matches.Contains(track)) matches[face] = track;
        return matches;
    }

    private ClassifiedFace Blend(Track track, ClassifiedFace face, TimeSpan time)
    {
        var weight = smoothing > 0 ? (float)Math.Exp(-(time - track.Seen).TotalSeconds / smoothing) : 0;
        return new(face.Box, [.. track.Face.Probabilities.Zip(face.Probabilities, (old, next) => weight * old + (1 - weight) * next)]);
    }

    private static double Overlap(Rect a, Rect b)
    {
        var (intersection, sum) = (Area(Rect.Intersect(a, b)), Area(a) + Area(b));
        return intersection / (sum - intersection);
    }

    private static double Area(Rect box) => (double)box.Width * box.Height;

    private sealed class Track(ClassifiedFace face, TimeSpan seen)
    {
        public ClassifiedFace Face => face;

        public TimeSpan Seen => seen;
    }
}
