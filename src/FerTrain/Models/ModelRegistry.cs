using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models.Classic;

namespace FerTrain.Models;

/// <summary>Every model that a config can name.</summary>
internal static class ModelRegistry
{
    private const string Arriaga = "arXiv:1710.07557";
    private const string Oversampled = "system B: oversampled FER2013";
    private const string Holdout = "system C: FER2013 split 8:1:1 at random";
    private const string Thesis = "system D: an M.Sc. project of the Islamic University, Kushtia";
    private const string Comparison = "system E: five approaches compared";
    private const string Vgg = "arXiv:1409.1556";
    private const string VggForFer = "arXiv:2105.03588";
    private const string ResidualLearning = "arXiv:1512.03385";
    private const string OwnBlocks = "FerTrain, blocks of " + ResidualLearning;

    public static ImmutableArray<NetworkEntry> Networks { get; } =
    [
        new("simple_cnn", Arriaga, ["A"], input => new SimpleCnn(input)) { Total = 642_935, Trainable = 641_463 },
        new("simpler_cnn", Arriaga, ["A"], input => new SimplerCnn(input))
        {
            Total = 559_671, Trainable = 557_815, SmallestSize = SimplerCnn.SmallestSize, LargestSize = SimplerCnn.LargestSize,
        },
        new("tiny_xception", Arriaga, ["A"], input => new MiniXception(input, stemWidth: 5, bodyWidth: 8)) { Total = 18_314, Trainable = 17_574 },
        new("mini_xception", Arriaga, ["A", "D"], input => new MiniXception(input)) { Total = 58_423, Trainable = 56_951 },
        new("big_xception", Arriaga, ["A"], input => new BigXception(input)) { Total = 208_871, Trainable = 206_375 },
        new("five_conv", Oversampled, ["B"], input => new FiveConv(input)) { Total = 792_855, Trainable = 792_023 },
        new("seven_conv_vgg", Holdout, ["C"], input => new SevenConvVgg(input))
        {
            Total = 2_239_751, Trainable = 2_238_855, SmallestSize = SevenConvVgg.SmallestSize,
        },
        new("little_vgg", Thesis, ["D"], input => new LittleVgg(input)) { Total = 1_328_167, Trainable = 1_325_991 },
        new("nine_conv", Thesis, ["D"], input => new NineConv(input)) { Total = 1_727_687, Trainable = 1_727_687 },
        new("mlp", Comparison, ["E"], input => new Mlp(input)) { Total = 1_353_799, Trainable = 1_353_799 },
        new("custom_cnn", Comparison, ["E"], input => new CustomCnn(input)) { Channels = 3, Total = 353_287, Trainable = 353_031 },
        new("vgg19", Vgg, ["E"], Vgg19.FromScratch) { Channels = 3, Total = 20_027_975, Trainable = 20_027_975 },
        new("vgg19_transfer", Vgg, ["E"], Vgg19.Transfer) { Channels = 3, Total = 20_524_327, Trainable = 499_943 },
        new("vgg_fer", VggForFer, [], input => new VggFer(input)) { PublishedSize = 40, Total = 29_894_599, Trainable = 29_890_759 },
        new("resnet18_fer", ResidualLearning, [], input => new Resnet18Fer(input)) { PublishedSize = 40, Total = 11_180_871, Trainable = 11_171_271 },
        new("fertrain_small", OwnBlocks, [], input => new FertrainSmall(input)) { Total = 1_599_559, Trainable = 1_596_103 },
        new("fertrain_tiny", OwnBlocks, [], input => new FertrainSmall(input, narrow: 32, middle: 64, wide: 88)) { Total = 298_351, Trainable = 296_863 },
    ];

    public static ImmutableArray<ModelEntry> All { get; } =
    [
        .. Networks,
        new ClassicEntry(ClassicConfig.Svm, "Cortes and Vapnik, 1995", (weights, classes) =>
            new SupportVectors(weights("vectors"), weights("coefficients"), weights("offsets"), weights("gamma"), classes)),
        new ClassicEntry(ClassicConfig.Knn, "Cover and Hart, 1967", (weights, classes) =>
            new NearestNeighbors(weights("faces"), weights("labels"), weights("neighbors"), classes)),
        new ClassicEntry(ClassicConfig.RandomForest, "Breiman, 2001", (weights, classes) => new RandomForest(
            weights("roots"), new TreeNodes(weights("features"), weights("thresholds"), weights("left"), weights("labels")), classes)),
    ];

    /// <summary>The entry of that name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static ModelEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name) ?? throw UserError.UnknownName("model", name, All.Select(entry => entry.Name));

    /// <summary>The network of that name.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static NetworkEntry Network(string name) => Find(name) as NetworkEntry
        ?? throw new UserError($"Model '{name}' is no network. Expected here: {string.Join(", ", Networks.Select(entry => entry.Name))}.");
}
