using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws images in rows and columns. A unit of its axes is a pixel of the figure, so that all pixels of a face are equally large.</summary>
internal sealed class FaceGrid
{
    private const int SmallSide = 72, LargeSide = 120; // pixels of an image, depending on the width of the captions
    private const int Gap = 10, CaptionLine = 15, Border = 14, TitleHeight = 40;
    private const int ScaleHeight = 28, StripHeight = 8, SharedScaleWidth = 240;

    private readonly int _side, _pitch;
    private readonly int _captionLines, _scaleHeight;
    private readonly int _nameWidth;
    private readonly IReadOnlyList<IReadOnlyList<FaceTile>> _rows;
    private readonly IReadOnlyList<string> _rowNames;

    /// <param name="rows">Rows from the top; they may be of different length, or empty.</param>
    /// <param name="rowNames">Stand left of the rows; may be empty.</param>
    /// <param name="side">The least side of an image, about.</param>
    public FaceGrid(IReadOnlyList<IReadOnlyList<FaceTile>> rows, IReadOnlyList<string> rowNames, int side = SmallSide)
    {
        (_rows, _rowNames) = (rows, rowNames);
        var tiles = rows.SelectMany(row => row).ToArray();
        var captionWidth = TextWidth(tiles.SelectMany(tile => tile.Caption), FigureStyle.NoteSize);
        _side = SideFor(tiles.Length == 0 ? SmallSide : Side(tiles[0]), Math.Clamp(captionWidth, side, Math.Max(side, LargeSide)));
        _captionLines = tiles.Select(tile => tile.Caption.Count).DefaultIfEmpty(0).Max();
        _scaleHeight = Array.Exists(tiles, tile => tile.Scale is not null) ? ScaleHeight : 0;
        _pitch = Math.Max(_side, captionWidth) + Gap;
        _nameWidth = rowNames.Count == 0 ? 0 : TextWidth(rowNames, FigureStyle.LabelSize) + Gap;
    }

    private int Columns => Math.Max(_rows.Select(row => row.Count).DefaultIfEmpty(0).Max(), 1);

    private int RowHeight => _side + _scaleHeight + _captionLines * CaptionLine + Gap;

    /// <param name="title">Stands above the images.</param>
    /// <param name="scale">A colour scale that all images share, below them.</param>
    public Figure Draw(string title, ColorScale? scale = null)
    {
        var plot = FigureStyle.NewPlot(title, "", "");
        var width = Math.Max(_nameWidth + Columns * _pitch - Gap, (int)Math.Ceiling(FigureStyle.TextWidth(title, FigureStyle.TitleSize, isBold: true)));
        var height = Math.Max(_rows.Count, 1) * RowHeight - Gap + (scale is null ? 0 : ScaleHeight + Gap);
        plot.HideAxesAndGrid();
        (plot.Axes.Title.IsVisible, plot.Axes.Top.MinimumSize) = (true, 0);
        plot.Layout.Fixed(new PixelPadding(Border, Border, Border, TitleHeight));
        plot.Axes.SetLimits(0, width, -height, Gap);
        for (var row = 0; row < _rows.Count; row++)
            AddRow(plot, row);
        if (scale is not null) AddScale(plot, scale, 0, -Math.Max(_rows.Count, 1) * RowHeight, Math.Min(SharedScaleWidth, width));
        return new Figure(plot, width + 2 * Border, height + Gap + Border + TitleHeight);
    }

    private void AddRow(Plot plot, int row)
    {
        var top = -row * RowHeight;
        if (_rowNames.Count > 0)
            AddText(plot, _rowNames[row], 0, top - _side / 2, Alignment.MiddleLeft, FigureStyle.LabelSize);
        for (var column = 0; column < _rows[row].Count; column++)
        {
            var (tile, left) = (_rows[row][column], _nameWidth + column * _pitch + (_pitch - Gap - _side) / 2);
            var image = plot.Add.ImageRect(Image(tile), new CoordinateRect(left, left + _side, top - _side, top));
            image.AntiAlias = false;
            if (tile.Scale is not null) AddScale(plot, tile.Scale, left, top - _side - StripHeight / 2, _side);
            for (var line = 0; line < tile.Caption.Count; line++)
                AddText(plot, tile.Caption[line], left + _side / 2.0, top - _side - _scaleHeight - 2 - line * CaptionLine, Alignment.UpperCenter, FigureStyle.NoteSize);
        }
    }

    private static void AddScale(Plot plot, ColorScale scale, double left, double top, double width)
    {
        var colors = new byte[1, scale.Pixels.Length / 3, 3];
        Buffer.BlockCopy(scale.Pixels, 0, colors, 0, scale.Pixels.Length);
        plot.Add.ImageRect(new Image(colors), new CoordinateRect(left, left + width, top - StripHeight, top)).AntiAlias = false;
        AddText(plot, scale.Low, left, top - StripHeight - 1, Alignment.UpperLeft, FigureStyle.NoteSize);
        AddText(plot, scale.High, left + width, top - StripHeight - 1, Alignment.UpperRight, FigureStyle.NoteSize);
    }

    private static void AddText(Plot plot, string content, double x, double y, Alignment alignment, float size)
    {
        var text = plot.Add.Text(content, x, y);
        text.LabelAlignment = alignment;
        text.LabelFontSize = size;
        text.LabelFontColor = FigureStyle.Ink;
    }

    /// <summary>Gives the largest side that fits and scales a pixel of the image to a whole number of pixels in the file, which has two for each of the figure.</summary>
    private static int SideFor(int pixels, int room)
    {
        var scale = Math.Max(2 * room / pixels, 1);
        if (pixels % 2 == 1) scale += scale % 2;
        return scale * pixels / 2;
    }

    private static int TextWidth(IEnumerable<string> lines, float size) =>
        (int)Math.Ceiling(lines.Distinct().Select(line => FigureStyle.TextWidth(line, size)).DefaultIfEmpty(0).Max());

    private static int Side(FaceTile tile) => (int)Math.Sqrt(tile.Pixels.Length / tile.Channels);

    private static Image Image(FaceTile tile)
    {
        var side = Side(tile);
        var (grey, colored) = (new byte[side, side], new byte[side, side, 3]);
        Array pixels = tile.Channels == 1 ? grey : colored;
        Buffer.BlockCopy(tile.Pixels, 0, pixels, 0, tile.Pixels.Length);
        return tile.Channels == 1 ? new Image(grey) : new Image(colored);
    }
}

/// <summary>A square image in row-major order, and the lines of text below it.</summary>
internal sealed record FaceTile(byte[] Pixels, params IReadOnlyList<string> Caption)
{
    /// <summary>1 for grey; 3 for red, green and blue of each pixel.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>What the colours mean; null where they need no scale.</summary>
    public ColorScale? Scale { get; init; }
}

/// <summary>A strip of colours with the meaning of both ends.</summary>
/// <param name="Pixels">Red, green and blue of each step.</param>
internal sealed record ColorScale(byte[] Pixels, string Low, string High);
