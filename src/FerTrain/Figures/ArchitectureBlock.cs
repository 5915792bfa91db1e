using System.Globalization;
using FerTrain.Models;
using FerTrain.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Figures;

/// <summary>The layers that one box of an architecture's picture holds: a convolution, pool, dense layer or sum with what pads, normalises and activates it.</summary>
/// <param name="Layers">In the order of computation; those of all repeats.</param>
/// <param name="Repeats">How often the same layers follow each other.</param>
internal sealed record ArchitectureBlock(IReadOnlyList<GraphLayer> Layers, int Repeats = 1)
{
    /// <summary>The words of the title; the layers that the box is named after are strong.</summary>
    public IReadOnlyList<(string Text, bool IsStrong)> Words { get; } = [.. WordsOf([.. Layers.Take(Layers.Count / Repeats)])];

    public string Title => string.Join(" · ", Words.Select(word => word.Text));

    /// <summary>The color of the box follows from its strongest layer.</summary>
    public BlockKind Kind { get; } = Layers.Select(layer => KindOf(layer.Module)).Max();

    public IReadOnlyList<long> OutputShape => Layers[^1].OutputShape;

    public long Parameters => Layers.Sum(layer => layer.Parameters.Total);

    /// <summary>Whether training changes none of the parameters.</summary>
    public bool IsFrozen => Parameters > 0 && Layers.All(layer => layer.Parameters.Trainable == 0);

    /// <summary>The names of the layers, each without what it shares with the one before; of repeats the first and the last.</summary>
    public string Names
    {
        get
        {
            var length = Layers.Count / Repeats;
            var first = Shortened(Layers.Take(length), before: "");
            return Repeats == 1 ? first : $"{first} … {Shortened(Layers.TakeLast(length), Layers[^(length + 1)].Name)}";
        }
    }

    /// <summary>Divides layers that stand in a row into blocks.</summary>
    /// <param name="row">The layers, each of which reads the one before it.</param>
    /// <param name="forks">Names of the layers that several others read: each ends its block.</param>
    public static IReadOnlyList<ArchitectureBlock> Of(IEnumerable<GraphLayer> row, IReadOnlySet<string> forks)
    {
        var blocks = new List<List<GraphLayer>>();
        foreach (var layer in row)
        {
            if (blocks.Count > 0 && !forks.Contains(blocks[^1][^1].Name) && Joins(blocks[^1], layer)) blocks[^1].Add(layer);
            else blocks.Add([layer]);
        }

        return Merged(blocks.Select(layers => new ArchitectureBlock(layers)), forks);
    }

    /// <summary>Merges blocks of the same layers and output that follow each other.</summary>
    private static List<ArchitectureBlock> Merged(IEnumerable<ArchitectureBlock> blocks, IReadOnlySet<string> forks)
    {
        var merged = new List<ArchitectureBlock>();
        foreach (var block in blocks)
        {
            if (merged is [.., var last] && last.Kind is BlockKind.Convolution or BlockKind.Dense && !forks.Contains(last.Layers[^1].Name)
                && last.Title == block.Title && last.OutputShape.SequenceEqual(block.OutputShape))
                merged[^1] = new([.. last.Layers, .. block.Layers], last.Repeats + 1);
            else merged.Add(block);
        }

        return merged;
    }

    private static bool Joins(List<GraphLayer> open, GraphLayer layer) => KindOf(layer.Module) switch
    {
        BlockKind.Sum => false,
        BlockKind.Other => layer.Module is not (SamePad2d or Flatten),
        _ => open.TrueForAll(before => KindOf(before.Module) == BlockKind.Other) || IsSeparable(open[^1], layer),
    };

    private static bool IsSeparable(GraphLayer depthwise, GraphLayer pointwise) =>
        depthwise.Module is Conv2d { groups: > 1 } && pointwise.Module is Conv2d { groups: 1, kernel_size: [1, 1] };

    private static BlockKind KindOf(nn.Module module) => module switch
    {
        Conv2d => BlockKind.Convolution,
        Linear => BlockKind.Dense,
        MaxPool2d or SameMaxPool2d or AvgPool2d or GlobalAveragePool2d => BlockKind.Pool,
        Add => BlockKind.Sum,
        _ => BlockKind.Other,
    };

    private static IEnumerable<(string, bool)> WordsOf(GraphLayer[] layers)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            if (i + 1 < layers.Length && IsSeparable(layers[i], layers[i + 1]))
                yield return ($"Separable conv{Window((Conv2d)layers[i++].Module)}", true);
            else
                yield return (Word(layers[i]), KindOf(layers[i].Module) != BlockKind.Other || layers.Length == 1);
        }
    }

    private static string Word(GraphLayer layer) => layer.Module switch
    {
        Conv2d { groups: > 1 } conv => $"Depthwise conv{Window(conv)}",
        Conv2d conv => $"Conv{Window(conv)}",
        Linear => "Dense",
        BatchNorm2d or DenseBatchNorm => "BatchNorm",
        MaxPool2d or SameMaxPool2d => "Max pool",
        AvgPool2d => "Average pool",
        GlobalAveragePool2d => "Global average pool",
        SamePad2d => "Zero padding",
        _ => layer.Type,
    };

    private static string Window(Conv2d conv)
    {
        var stride = conv.stride is [> 1, ..] ? string.Create(CultureInfo.InvariantCulture, $", stride {conv.stride[0]}") : "";
        return string.Create(CultureInfo.InvariantCulture, $" {conv.kernel_size[0]}×{conv.kernel_size[1]}{stride}");
    }

    private static string Shortened(IEnumerable<GraphLayer> layers, string before)
    {
        var names = new List<string>();
        foreach (var layer in layers)
        {
            var shared = layer.Name.Split('.').SkipLast(1).Zip(before.Split('.')).TakeWhile(part => part.First == part.Second).Count();
            names.Add(string.Join('.', layer.Name.Split('.').Skip(shared)));
            before = layer.Name;
        }

        return string.Join(", ", names);
    }
}

/// <summary>What a block of layers does; where it does several things, the last of these names it.</summary>
internal enum BlockKind
{
    Other,
    Pool,
    Sum,
    Dense,
    Convolution,
}
