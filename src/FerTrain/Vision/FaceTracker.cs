using System.Collections.Immutable;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Follows faces from frame to frame by their overlap, and steadies the probabilities of each.</summary>
/// <param name="smoothing">Seconds after which an earlier frame counts 1/e as much as a new one; 0 leaves the probabilities as they are.</param>
public sealed class FaceTracks(double smoothing)
{
    private const double LeastOverlap = 0.3; // of intersection over union

    // A cascade misses a face now and then.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(0.5);

    private List<Track> _tracks = [];

    /// <param name="faces">Of the next frame.</param>
    /// <param name="time">The frame's, at least that of the one before.</param>
    public IReadOnlyList<ClassifiedFace> Smooth(IReadOnlyList<ClassifiedFace> faces, TimeSpan time)
    {
        var known = _tracks.Where(track => time - track.Seen <= Memory).ToList();
        var before = Match(faces, known);
        ClassifiedFace[] smoothed = [.. faces.Zip(before, (face, track) => track is null ? face : Blend(track, face, time))];
        _tracks = [.. known.Where(track => !before.Contains(track)), .. smoothed.Select(face => new Track(face, time))];
        return smoothed;
    }

    /// <summary>The track of each face, or null; those that overlap most belong together.</summary>
    private static Track?[] Match(IReadOnlyList<ClassifiedFace> faces, List<Track> tracks)
    {
        var matches = new Track?[faces.Count];
        var pairs = faces.Index().SelectMany(_ => tracks, (face, track) => (face.Index, Track: track, Overlap: Overlap(face.Item.Box, track.Face.Box)));
        foreach (var (face, track, _) in pairs.Where(pair => pair.Overlap >= LeastOverlap).OrderByDescending(pair => pair.Overlap))
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
        var (shared, both) = (Area(Rect.Intersect(a, b)), Area(a) + Area(b));
        return shared / (both - shared);
    }

    private static double Area(Rect box) => (double)box.Width * box.Height;

    private sealed class Track(ClassifiedFace face, TimeSpan seen)
    {
        public ClassifiedFace Face => face;

        public TimeSpan Seen => seen;
    }
}
