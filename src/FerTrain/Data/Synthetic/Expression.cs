namespace FerTrain.Data.Synthetic;

/// <summary>
/// Describes how an expression moves a face away from rest. The head is 2 high; up is positive, and so are a rising lower
/// lid and an opening mouth.
/// </summary>
internal readonly record struct Expression
{
    public float BrowInner { get; init; }

    public float BrowMiddle { get; init; }

    public float BrowOuter { get; init; }

    /// <summary>Moves the brows together.</summary>
    public float BrowPinch { get; init; }

    public float UpperLid { get; init; }

    public float LowerLid { get; init; }

    public float MouthWidth { get; init; }

    public float MouthOpen { get; init; }

    public float MouthCorner { get; init; }

    public float UpperLip { get; init; }

    /// <summary>What is added to the exponent 2 of the open mouth's superellipse.</summary>
    public float MouthSquareness { get; init; }

    /// <summary>The fraction of the open mouth that shows teeth.</summary>
    public float Teeth { get; init; }

    /// <summary>Darkens the wrinkles across the root of the nose.</summary>
    public float NoseWrinkle { get; init; }

    /// <summary>Darkens the folds from the nose to the corners of the mouth.</summary>
    public float CheekFold { get; init; }

    /// <summary>Lists the variants of each class in the order of the labels.</summary>
    public static IReadOnlyList<Expression[]> OfClass { get; } =
    [
        [
            Angry with { MouthWidth = -0.08f, MouthCorner = -0.06f },
            Angry with { MouthWidth = 0.02f, MouthOpen = 0.2f, MouthSquareness = 3, Teeth = 0.75f },
        ],
        [Disgust, Disgust with { MouthOpen = 0.12f, MouthCorner = -0.12f, Teeth = 0.5f }],
        [Fear],
        [Happy with { MouthOpen = 0.16f, Teeth = 0.7f }, Happy],
        [Sad],
        [Surprise],
        [default],
    ];

    private static Expression Angry => new()
    {
        BrowInner = -0.15f,
        BrowMiddle = -0.05f,
        BrowOuter = 0.06f,
        BrowPinch = 0.07f,
        UpperLid = -0.02f,
        LowerLid = 0.02f,
    };

    private static Expression Disgust => new()
    {
        BrowInner = -0.08f,
        BrowMiddle = -0.06f,
        BrowOuter = -0.02f,
        BrowPinch = 0.03f,
        UpperLid = -0.05f,
        LowerLid = 0.05f,
        UpperLip = 0.12f,
        MouthCorner = -0.08f,
        MouthWidth = -0.02f,
        NoseWrinkle = 1,
        CheekFold = 1,
    };

    private static Expression Fear => new()
    {
        BrowInner = 0.15f,
        BrowMiddle = 0.08f,
        BrowOuter = 0.02f,
        BrowPinch = 0.06f,
        UpperLid = 0.07f,
        LowerLid = 0.01f,
        MouthWidth = 0.08f,
        MouthOpen = 0.16f,
        MouthCorner = -0.08f,
        MouthSquareness = 1.5f,
        Teeth = 0.25f,
    };

    private static Expression Happy => new()
    {
        BrowMiddle = 0.02f,
        UpperLid = -0.01f,
        LowerLid = 0.04f,
        MouthWidth = 0.14f,
        MouthCorner = 0.17f,
        CheekFold = 0.7f,
    };

    private static Expression Sad => new()
    {
        BrowInner = 0.15f,
        BrowMiddle = 0.03f,
        BrowOuter = -0.07f,
        BrowPinch = 0.03f,
        UpperLid = -0.05f,
        MouthWidth = -0.07f,
        MouthCorner = -0.16f,
    };

    private static Expression Surprise => new()
    {
        BrowInner = 0.15f,
        BrowMiddle = 0.2f,
        BrowOuter = 0.13f,
        UpperLid = 0.08f,
        LowerLid = -0.02f,
        MouthWidth = -0.14f,
        MouthOpen = 0.36f,
    };

    /// <summary>Returns the same expression, weaker or stronger.</summary>
    public Expression Times(float intensity) => new()
    {
        BrowInner = BrowInner * intensity,
        BrowMiddle = BrowMiddle * intensity,
        BrowOuter = BrowOuter * intensity,
        BrowPinch = BrowPinch * intensity,
        UpperLid = UpperLid * intensity,
        LowerLid = LowerLid * intensity,
        MouthWidth = MouthWidth * intensity,
        MouthOpen = MouthOpen * intensity,
        MouthCorner = MouthCorner * intensity,
        UpperLip = UpperLip * intensity,
        MouthSquareness = MouthSquareness,
        Teeth = Teeth,
        NoseWrinkle = NoseWrinkle * intensity,
        CheekFold = CheekFold * intensity,
    };
}
