using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds places inside an image for what explains its faces, away from these and from each other.</summary>
internal sealed class Placement(Size image, IEnumerable<Rect> taken)
{
    private readonly List<Rect> _taken = [.. taken];

    /// <summary>The candidate, moved into the image, that covers least of what is there; the first of equals.</summary>
    public Rect Best(IEnumerable<Rect> candidates) => candidates.Select(Inside).MinBy(Covered);

    /// <summary>How many pixels of what is there a place covers.</summary>
    public long Covered(Rect place) => _taken.Select(other => Rect.Intersect(place, other)).Sum(shared => (long)shared.Width * shared.Height);

    public void Take(Rect place) => _taken.Add(place);

    private Rect Inside(Rect place)
    {
        var size = new Size(Math.Min(place.Width, image.Width), Math.Min(place.Height, image.Height));
        return new Rect(
            new Point(Math.Clamp(place.X, 0, image.Width - size.Width), Math.Clamp(place.Y, 0, image.Height - size.Height)), size);
    }
}
