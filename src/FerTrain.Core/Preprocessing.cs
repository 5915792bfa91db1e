using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Core;

/// <summary>
/// Describes a model's input and the order of its outputs. Training writes it into the checkpoint, and everything that
/// feeds the model afterwards reads it from there.
/// </summary>
/// <param name="Size">Side in pixels that a face is resized to.</param>
/// <param name="Crop">Side of the centre crop taken from that, or 0 for all of it.</param>
/// <param name="Channels">1 for grey, 3 for grey three times.</param>
/// <param name="Scaling">How grey values become numbers.</param>
/// <param name="ClassNames">The classes in the order of the outputs.</param>
internal sealed record Preprocessing(int Size, int Crop, int Channels, PixelScaling Scaling, IReadOnlyList<string> ClassNames)
{
    /// <summary>Side of the square that the model sees.</summary>
    public int InputSize => Crop > 0 ? Crop : Size;

    /// <summary>Rows above and columns left of the centre crop.</summary>
    internal int CropStart => (Size - InputSize) / 2;

    /// <summary>That side as a fraction of the face's.</summary>
    internal double SeenFraction => (double)InputSize / Size;

    /// <summary>Checks what a file says against the config that is in it too.</summary>
    /// <param name="file">The file, for the error.</param>
    /// <param name="config">The preprocessing that the model was trained with.</param>
    /// <exception cref="UserError">They differ, or a value is none that preprocessing can have.</exception>
    public void Require(string file, PreprocessConfig config)
    {
        Require((Size, Crop, Channels, Scaling.Name) == (config.Size, config.Crop, config.Channels, config.Scale), "size, crop, channels or scale",
            $"those of its config, {config.Size}, {config.Crop}, {config.Channels} and {EnumName.Of(config.Scale)}");
        Require(ClassNames.Count is > 0 and <= byte.MaxValue && ClassNames.All(name => !string.IsNullOrWhiteSpace(name)), "class_names", $"names, at most {byte.MaxValue}");
        Require(ClassNames.Distinct().Count() == ClassNames.Count, "class_names", "each name once");
        Require(IsPerPixel(Scaling.Offset) && Scaling.Offset.All(float.IsFinite), "offset", Numbers("finite"));
        Require(IsPerPixel(Scaling.Range) && Scaling.Range.All(number => number > 0 && float.IsFinite(number)), "range", Numbers("positive"));

        bool IsPerPixel(IReadOnlyList<float> numbers) => numbers.Count == 1 || numbers.Count == InputSize * InputSize;
        string Numbers(string kind) => $"one {kind} number, or one for each of {InputSize} × {InputSize} pixels";

        void Require(bool holds, string part, string expected)
        {
            if (!holds) throw new UserError($"{file}: its preprocessing has an odd {part}. Expected: {expected}.");
        }
    }
}

/// <summary>Maps grey values 0–255 to (x - offset) / range; offset and range are one number, or one for each pixel of the input.</summary>
internal sealed record PixelScaling(PixelScale Name, IReadOnlyList<float> Offset, IReadOnlyList<float> Range)
{
    /// <summary>Maps to [0, 1].</summary>
    public static PixelScaling Unit { get; } = new(PixelScale.Unit, [0], [255]);

    /// <summary>Maps to [-1, 1].</summary>
    public static PixelScaling Symmetric { get; } = new(PixelScale.Symmetric, [127.5f], [127.5f]);
}
