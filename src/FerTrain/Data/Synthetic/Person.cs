using FerTrain.Core;

namespace FerTrain.Data.Synthetic;

/// <summary>What stays the same about somebody whatever their expression: tones, proportions, line widths.</summary>
internal sealed class Person(RandomStream random)
{
    public float Skin { get; } = (float)random.Uniform(0.4, 0.85);

    public float Hair { get; } = (float)random.Uniform(0.03, 0.6);

    /// <summary>How far the hair hangs down behind the face; short where below 0.</summary>
    public float HairLength { get; } = (float)random.Uniform(-0.6, 1.2);

    public float Hairline { get; } = (float)random.Uniform(-0.78, -0.58);

    public float HeadWidth { get; } = (float)random.Uniform(0.7, 0.86);

    /// <summary>From a pointed chin to a square jaw.</summary>
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

    /// <summary>Tone of lines in the skin: lids, nose, folds.</summary>
    public float Line => Skin * 0.35f;

    public float Lips => Skin * 0.62f;
}
