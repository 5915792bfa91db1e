using System.Numerics;
using FerTrain.Core;

namespace FerTrain.Data.Synthetic;

/// <summary>Holds the features of a person that no expression changes: tones, proportions, line widths.</summary>
internal sealed class Person(RandomStream random)
{
    public float Skin { get; } = (float)random.Uniform(0.4, 0.85);

    public float Hair { get; } = (float)random.Uniform(0.03, 0.6);

    /// <summary>The depth to which hair hangs behind the face; below 0 it is short.</summary>
    public float HairLength { get; } = (float)random.Uniform(-0.6, 1.2);

    public float Hairline { get; } = (float)random.Uniform(-0.78, -0.58);

    public float HeadWidth { get; } = (float)random.Uniform(0.7, 0.86);

    /// <summary>Ranges from a pointed chin to a square jaw.</summary>
    public float Jaw { get; } = (float)random.Uniform(1.7, 2.6);

    public float EyeLevel { get; } = (float)random.Uniform(-0.14, -0.04);

    public float EyeApart { get; } = (float)random.Uniform(0.29, 0.36);

    public float EyeWidth { get; } = (float)random.Uniform(0.13, 0.17);

    public float EyeOpen { get; } = (float)random.Uniform(0.055, 0.08);

    public float BrowHeight { get; } = (float)random.Uniform(0.17, 0.23);

    public float BrowSlope { get; } = (float)random.Uniform(-0.025, 0.025);

    public float BrowWidth { get; } = (float)random.Uniform(0.05, 0.1);

    public float NoseLength { get; } = (float)random.Uniform(0.2, 0.3);

    public float MouthLevel { get; } = (float)random.Uniform(0.45, 0.53);

    public float MouthWidth { get; } = (float)random.Uniform(0.25, 0.32);

    public float MouthCorner { get; } = (float)random.Uniform(-0.03, 0.03);

    public float LipWidth { get; } = (float)random.Uniform(0.03, 0.06);

    /// <summary>The tone of lines in the skin: lids, nose, folds.</summary>
    public float Line => Skin * 0.35f;

    public float Lips => Skin * 0.62f;
}

/// <summary>Holds the position, size and rotation of a head in the image.</summary>
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

    /// <summary>The number of pixels in one unit of the head.</summary>
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
