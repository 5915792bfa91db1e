using System.Numerics;
using FerTrain.Core;

namespace FerTrain.Data.Synthetic;

/// <summary>Where a head is in the image and how it is turned.</summary>
internal sealed class Pose
{
    private readonly Vector2 _centre;
    private readonly float _scale, _roll, _yaw, _pitch, _stretch;

    public Pose(RandomStream random, int size)
    {
        _scale = size * (float)random.Uniform(0.39, 0.5);
        _stretch = (float)random.Uniform(0.92, 1.08);
        _centre = new Vector2(size / 2f + (float)random.Uniform(-3, 3), size / 2f + (float)random.Uniform(-2, 3));
        _roll = (float)random.Uniform(-0.25, 0.25);
        _yaw = (float)random.Uniform(-0.35, 0.35);
        _pitch = (float)random.Uniform(-0.2, 0.2);
    }

    /// <summary>Pixels in one unit of the head.</summary>
    public float Scale => _scale;

    /// <summary>Maps points of the head's outline, which turns in the image's plane alone.</summary>
    public Vector2[] Outline(IEnumerable<Vector2> points) => [.. points.Select(Place)];

    /// <summary>Maps points of the face, which lies on the head's rounded front and turns with it.</summary>
    public Vector2[] Face(IEnumerable<Vector2> points) => [.. points.Select(point => Place(Turn(point)))];

    private Vector2 Turn(Vector2 point)
    {
        var depth = MathF.Sqrt(Math.Max(0.05f, 1 - point.X * point.X / 0.8f - point.Y * point.Y / 1.3f));
        var near = 1 + 0.12f * (depth - 0.6f);
        return new Vector2(
            near * (point.X * MathF.Cos(_yaw) + 0.7f * depth * MathF.Sin(_yaw)),
            near * (point.Y * MathF.Cos(_pitch) + 0.7f * depth * MathF.Sin(_pitch)));
    }

    private Vector2 Place(Vector2 point) =>
        _centre + _scale * Vector2.Transform(point * new Vector2(_stretch, 1), Matrix3x2.CreateRotation(_roll));
}
