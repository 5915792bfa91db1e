namespace FerTrain.Core.Config;

/// <summary>Ways to fill pixels beyond the border of an image, with Keras's names; abcd is a row of pixels.</summary>
public enum FillMode
{
    /// <summary>aaaa|abcd|dddd.</summary>
    Nearest,

    /// <summary>dcba|abcd|dcba.</summary>
    Reflect,

    /// <summary>kkkk|abcd|kkkk, where k is <c>fill_value</c>.</summary>
    Constant,

    /// <summary>abcd|abcd|abcd.</summary>
    Wrap,
}

/// <summary>The <c>augment:</c> block: random changes sampled for each training image.</summary>
public sealed record AugmentConfig
{
    private const double SmallestAlpha = 1e-3; // samples are 0 or 1 here already, and NaN for far smaller alphas

    /// <summary>Copies of each image in a batch, each augmented on its own (batch augmentation, Hoffer et al., 2020); <c>train.batch_size</c> counts the copies.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Probability that an image is rotated, and independently of that shifted, sheared and zoomed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Largest rotation in either direction, in degrees.</summary>
    public double Rotation { get; init; }

    /// <summary>Largest shift in x and in y in either direction, as a fraction of the side.</summary>
    public double Shift { get; init; }

    /// <summary>Largest shear in either direction, in degrees, as Keras's shear_range.</summary>
    public double Shear { get; init; }

    /// <summary>Largest zoom in or out, as a fraction, sampled for x and y independently as Keras does.</summary>
    public double Zoom { get; init; }

    /// <summary>Flip left to right with probability 0.5.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Flip top to bottom with probability 0.5.</summary>
    public bool VerticalFlip { get; init; }

    /// <summary>Fill of pixels beyond the border of the original image, with the names of Keras.</summary>
    public FillMode Fill { get; init; } = FillMode.Nearest;

    /// <summary>Grey value of a constant fill and of erased rectangles.</summary>
    public double FillValue { get; init; }

    /// <summary>Side in pixels of the crops that training sees; 0 takes <c>preprocess.crop</c>. Somewhat larger crops in evaluation, by <c>preprocess.crop</c>, are often more accurate (Touvron et al., 2019, arXiv:1906.06423).</summary>
    public int Crop { get; init; }

    /// <summary>Crop at a random position instead of the centre.</summary>
    public bool RandomCrop { get; init; }

    /// <summary>Smallest fraction of the area that a random resized crop keeps, with an aspect ratio of at most 4:3; 1 keeps all.</summary>
    public double ResizedCrop { get; init; } = 1;

    /// <summary>Probability of erasing a rectangle of 2 to 33 % of the area (Zhong et al., 2017).</summary>
    public double RandomErasing { get; init; }

    /// <summary>Largest relative change of brightness in either direction.</summary>
    public double Brightness { get; init; }

    /// <summary>Largest relative change of contrast about the image's mean in either direction.</summary>
    public double Contrast { get; init; }

    /// <summary>Alpha of mixup's Beta distribution (Zhang et al., 2018), sampled once a batch; 0 turns mixup off.</summary>
    public double Mixup { get; init; }

    /// <summary>Alpha of CutMix's Beta distribution (Yun et al., 2019), with one rectangle a batch; 0 turns CutMix off. With mixup on too, each batch uses one of the two.</summary>
    public double Cutmix { get; init; }

    /// <summary>Augment the validation faces too, anew in each epoch, all but mixup, CutMix and the copies; the evaluation after training never is.</summary>
    public bool Validation { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Repeats is not (>= 1 and <= 100)) yield return new($"{at}.repeats", Repeats, "1 to 100");
        if (Probability is not (>= 0 and <= 1)) yield return new($"{at}.probability", Probability, "0 to 1");
        if (Rotation is not (>= 0 and <= 180)) yield return new($"{at}.rotation", Rotation, "0 to 180 degrees");
        if (Shift is not (>= 0 and <= 1)) yield return new($"{at}.shift", Shift, "0 to 1");
        if (Shear is not (>= 0 and < 90)) yield return new($"{at}.shear", Shear, "0 ≤ x < 90 degrees");
        if (Zoom is not (>= 0 and < 1)) yield return new($"{at}.zoom", Zoom, "0 ≤ x < 1");
        if (FillValue is not (>= 0 and <= 255)) yield return new($"{at}.fill_value", FillValue, "0 to 255");
        if (ResizedCrop is not (> 0 and <= 1)) yield return new($"{at}.resized_crop", ResizedCrop, "0 < x ≤ 1");
        if (RandomErasing is not (>= 0 and <= 1)) yield return new($"{at}.random_erasing", RandomErasing, "0 to 1");
        if (Brightness is not (>= 0 and <= 1)) yield return new($"{at}.brightness", Brightness, "0 to 1");
        if (Contrast is not (>= 0 and <= 1)) yield return new($"{at}.contrast", Contrast, "0 to 1");
        if (!IsAlpha(Mixup)) yield return new($"{at}.mixup", Mixup, $"0, or at least {NumberText.Of(SmallestAlpha)}");
        if (!IsAlpha(Cutmix)) yield return new($"{at}.cutmix", Cutmix, $"0, or at least {NumberText.Of(SmallestAlpha)}");
    }

    private static bool IsAlpha(double alpha) => alpha == 0 || (alpha >= SmallestAlpha && double.IsFinite(alpha));
}
