using System.Numerics;
using FerTrain.Core;

namespace FerTrain.Data.Synthetic;

/// <summary>Paints shapes with smooth edges on a grey image of tones from 0 (black) to 1.</summary>
internal sealed class Canvas(int size)
{
    private const int LinesPerPixel = 4;

    private float[] _tones = new float[size * size];

    /// <summary>Fills the image with a gradient from one tone to another along <paramref name="angle"/>.</summary>
    public void Background(float from, float to, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        Each((x, y, _) => from + (to - from) * (0.5f + 0.7f * ((x - size / 2f) * cos + (y - size / 2f) * sin) / size));
    }

    /// <summary>Paints the inside of a closed outline.</summary>
    public void Fill(ReadOnlySpan<Vector2> outline, float tone, float opacity = 1)
    {
        Span<float> crossings = stackalloc float[outline.Length];
        Span<float> coverage = stackalloc float[size];
        var (low, high) = Bounds(outline, 0);
        for (var y = (int)low.Y; y <= high.Y; y++)
        {
            coverage.Clear();
            for (var line = 0; line < LinesPerPixel; line++)
            {
                var found = crossings[..Cross(outline, y + (line + 0.5f) / LinesPerPixel, crossings)];
                found.Sort();
                for (var i = 0; i + 1 < found.Length; i += 2)
                    Cover(coverage, found[i], found[i + 1]);
            }

            for (var x = (int)low.X; x <= high.X; x++)
                Blend(x, y, tone, coverage[x] * opacity / LinesPerPixel);
        }
    }

    /// <summary>Paints a line with round ends and joints, <paramref name="width"/> pixels wide.</summary>
    public void Stroke(ReadOnlySpan<Vector2> line, float width, float tone, float opacity = 1)
    {
        var (low, high) = Bounds(line, width / 2 + 1);
        for (var y = (int)low.Y; y <= high.Y; y++)
        {
            for (var x = (int)low.X; x <= high.X; x++)
            {
                var away = Distance(line, new Vector2(x + 0.5f, y + 0.5f));
                Blend(x, y, tone, opacity * Math.Min(1, width) * Math.Clamp(Math.Max(width, 1) / 2 + 0.5f - away, 0, 1));
            }
        }
    }

    /// <summary>Lights the image from one side: multiplies it by a gradient of 1 ± <paramref name="strength"/>.</summary>
    public void Light(float strength, float angle)
    {
        var (sin, cos) = MathF.SinCos(angle);
        Each((x, y, tone) => tone * (1 + strength * 2 * ((x - size / 2f) * cos + (y - size / 2f) * sin) / size));
    }

    /// <summary>Takes <paramref name="fraction"/> of each pixel's tone from its four neighbours.</summary>
    public void Blur(float fraction)
    {
        var sharp = _tones;
        float At(int x, int y) => sharp[Math.Clamp(y, 0, size - 1) * size + Math.Clamp(x, 0, size - 1)];
        _tones = new float[sharp.Length];
        Each((x, y, _) => (1 - fraction) * At(x, y) + fraction / 4 * (At(x - 1, y) + At(x + 1, y) + At(x, y - 1) + At(x, y + 1)));
    }

    public void Noise(float deviation, RandomStream random) => Each((_, _, tone) => tone + deviation * ApproximateNormal(random.NextUInt64()));

    /// <summary>Writes grey values 0–255, after scaling the tones about the middle by <paramref name="contrast"/>.</summary>
    public void WriteTo(Span<byte> pixels, float contrast, float brightness)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(MathF.Round(255 * ((_tones[i] - 0.5f) * contrast + 0.5f + brightness)), 0, 255);
    }

    /// <summary>Sums four 16-bit numbers, scaled to mean 0 and deviation 1: close enough to a normal distribution and ten times as fast.</summary>
    private static float ApproximateNormal(ulong bits)
    {
        var sum = (float)(bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
        return (sum / 65536 - 2) * MathF.Sqrt(3);
    }

    /// <summary>Returns the corners of the image region that the points and a margin reach.</summary>
    private (Vector2 Low, Vector2 High) Bounds(ReadOnlySpan<Vector2> points, float margin)
    {
        var (low, high) = (points[0], points[0]);
        foreach (var point in points)
            (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        return (Vector2.Clamp(low - new Vector2(margin), Vector2.Zero, new Vector2(size - 1)),
            Vector2.Clamp(high + new Vector2(margin), Vector2.Zero, new Vector2(size - 1)));
    }

    private void Each(Func<int, int, float, float> change)
    {
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
                _tones[y * size + x] = change(x, y, _tones[y * size + x]);
        }
    }

    private void Blend(int x, int y, float tone, float fraction) => _tones[y * size + x] += (tone - _tones[y * size + x]) * fraction;

    private static int Cross(ReadOnlySpan<Vector2> outline, float y, Span<float> crossings)
    {
        var count = 0;
        var from = outline[^1];
        foreach (var to in outline)
        {
            if (from.Y <= y != to.Y <= y)
                crossings[count++] = from.X + (y - from.Y) / (to.Y - from.Y) * (to.X - from.X);
            from = to;
        }

        return count;
    }

    private void Cover(Span<float> coverage, float left, float right)
    {
        for (var x = Math.Max(0, (int)left); x < size && x < right; x++)
            coverage[x] += Math.Max(0, Math.Min(x + 1, right) - Math.Max(x, left));
    }

    private static float Distance(ReadOnlySpan<Vector2> line, Vector2 point)
    {
        var nearest = float.MaxValue;
        for (var i = 1; i < line.Length; i++)
        {
            var along = line[i] - line[i - 1];
            var fraction = Math.Clamp(Vector2.Dot(point - line[i - 1], along) / Math.Max(along.LengthSquared(), 1e-6f), 0, 1);
            nearest = Math.Min(nearest, Vector2.DistanceSquared(point, line[i - 1] + fraction * along));
        }

        return MathF.Sqrt(nearest);
    }
}
