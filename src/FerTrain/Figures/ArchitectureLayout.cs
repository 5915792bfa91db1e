using System.Globalization;
using FerTrain.Models;
using FerTrain.Models.Layers;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>
/// The picture of an architecture: one column of boxes from the image to the logits, and beside it the shortcuts that
/// a sum adds to the main path, with the layers on them.
/// </summary>
internal sealed class ArchitectureLayout
{
    /// <summary>By how much the second card of a box that repeats lies behind the first.</summary>
    public const float Behind = 4;

    private const float Margin = 24, Header = 62, Footer = 56, Gap = 16, Lane = 30, LeastWidth = 330;

    private readonly ModelGraph _graph;
    private readonly LayerTable _table;
    private readonly List<ArchitectureBox> _boxes = [];
    private readonly List<Shortcut> _shortcuts = [];
    private readonly float _mainWidth, _sideWidth;

    private ArchitectureLayout(ModelGraph graph, LayerTable table)
    {
        (_graph, _table) = (graph, table);
        var layers = graph.Layers.ToDictionary(layer => layer.Name);
        var forks = graph.Layers.SelectMany(layer => layer.Inputs).GroupBy(name => name).Where(readers => readers.Count() > 1).Select(readers => readers.Key).ToHashSet();
        var main = Path(graph.Layers[^1].Name, until: name => name == ModelGraph.Input);
        var mainNames = main.Select(layer => layer.Name).ToHashSet();
        var blocks = ArchitectureBlock.Of(main, forks);
        var beside = main.Where(layer => layer.Module is Add).ToDictionary(sum => sum.Name, sum =>
        {
            var way = Path(sum.Inputs[1], until: name => name == ModelGraph.Input || mainNames.Contains(name));
            return (From: way is [var first, ..] ? first.Inputs[0] : sum.Inputs[1], Blocks: ArchitectureBlock.Of(way, forks));
        });
        _mainWidth = blocks.Select(ArchitectureBox.WidthFor).Append(ArchitectureBox.WidthOf(Title, About)).Append(LeastWidth).Max();
        _sideWidth = beside.Values.SelectMany(side => side.Blocks).Select(ArchitectureBox.WidthFor).DefaultIfEmpty(0).Max();
        Place(blocks, beside);

        List<GraphLayer> Path(string end, Func<string, bool> until)
        {
            var path = new List<GraphLayer>();
            for (var name = end; !until(name); name = layers[name].Inputs[0])
                path.Insert(0, layers[name]);
            return path;
        }
    }

    /// <summary>The boxes of all layers in the order of their computation, the image's first.</summary>
    public IReadOnlyList<ArchitectureBox> Boxes => _boxes;

    public float Width => 2 * Margin + _mainWidth + (_shortcuts.Count == 0 ? 0 : Lane + _sideWidth);

    public float Height => _boxes.Max(box => box.Area.Bottom) + Footer;

    private string Title => _table.Name;

    private string About => _table.Source;

    private float Centre => Margin + _mainWidth / 2;

    private float LaneX => Margin + _mainWidth + Lane + _sideWidth / 2;

    public static ArchitectureLayout Of(ModelGraph graph, LayerTable table) => new(graph, table);

    public Drawing Draw()
    {
        var marks = new List<Mark>
        {
            new TextMark(Margin, Margin + 14, Title, 17, FigureStyle.Ink) { IsBold = true },
            new TextMark(Margin, Margin + 32, About, FigureStyle.NoteSize, ArchitectureBox.Soft),
        };
        var column = _boxes.Where(box => !box.IsBeside).ToArray();
        foreach (var (upper, lower) in column.Zip(column.Skip(1)))
            marks.Add(new LineMark([new(Centre, upper.Area.Bottom), new(Centre, lower.Area.Top)]));
        foreach (var shortcut in _shortcuts)
            marks.AddRange(Lines(shortcut));
        marks.AddRange(_boxes.Select(box => box.Draw()));
        var totals = string.Create(CultureInfo.InvariantCulture,
            $"{_table.Total:N0} parameters: {_table.Trainable:N0} trainable, {_table.NonTrainable:N0} not");
        marks.Add(new TextMark(Margin, Height - Margin, totals, FigureStyle.TickSize, FigureStyle.Ink));
        return new Drawing(Width, Height, $"Architecture of {Title}: {totals}", marks);
    }

    private void Place(IReadOnlyList<ArchitectureBlock> blocks, Dictionary<string, (string From, IReadOnlyList<ArchitectureBlock> Blocks)> beside)
    {
        var bottoms = new Dictionary<string, float>();
        var y = Header + Margin;
        _boxes.Add(ArchitectureBox.OfImage(_graph.InputShape, Margin, y, _mainWidth));
        bottoms[ModelGraph.Input] = y = _boxes[0].Area.Bottom;
        foreach (var block in blocks)
        {
            y += Gap;
            if (beside.TryGetValue(block.Layers[0].Name, out var side))
            {
                var fork = bottoms[side.From] + Gap / 2;
                var (needed, half) = (side.Blocks.Sum(one => ArchitectureBox.HeightFor(one) + Gap), ArchitectureBox.HeightFor(block) / 2);
                y = Math.Max(y, fork + needed + Gap - half);
                var sum = y + half;
                var sideY = (fork + sum - needed + Gap) / 2;
                foreach (var onShortcut in side.Blocks)
                {
                    _boxes.Add(ArchitectureBox.Of(onShortcut, Margin + _mainWidth + Lane, sideY, _sideWidth, isBeside: true));
                    sideY += ArchitectureBox.HeightFor(onShortcut) + Gap;
                }

                _shortcuts.Add(new(fork, sum, [.. _boxes.TakeLast(side.Blocks.Count)]));
            }

            var box = ArchitectureBox.Of(block, Margin, y, _mainWidth);
            _boxes.Add(box);
            bottoms[block.Layers[^1].Name] = y = box.Area.Bottom;
        }
    }

    private IEnumerable<Mark> Lines(Shortcut shortcut)
    {
        yield return new DotMark(Centre, shortcut.Fork);
        var from = new List<SKPoint> { new(Centre, shortcut.Fork), new(LaneX, shortcut.Fork) };
        foreach (var box in shortcut.Boxes)
        {
            yield return new LineMark([.. from, new(LaneX, box.Area.Top)]);
            from = [new(LaneX, box.Area.Bottom)];
        }

        yield return new LineMark([.. from, new(LaneX, shortcut.Sum), new(Margin + _mainWidth, shortcut.Sum)]);
    }

    /// <summary>A path beside the column, from the height where it leaves it to that of the sum which it ends in.</summary>
    private sealed record Shortcut(float Fork, float Sum, IReadOnlyList<ArchitectureBox> Boxes);
}
