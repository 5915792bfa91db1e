using System.Globalization;
using System.Numerics;
using System.Xml.Linq;
using FerTrain.Figures;

namespace FerTrain.Tests.Figures;

/// <summary>A line of text in a drawing and the four corners of its letters, clockwise.</summary>
internal sealed record DrawnText(string Text, Vector2[] Corners, (Vector2 Least, Vector2 Greatest) Paper)
{
    private const float CapitalHeight = 0.73f, Descent = 0.2f; // of DejaVu Sans, in ems

    public static DrawnText[] Of(XElement svg)
    {
        var clips = svg.Descendants().Where(e => e.Name.LocalName == "clipPath").ToDictionary(e => $"url(#{(string?)e.Attribute("id")})", e => e.Elements().Single());
        var whole = Numbers((string)svg.Attribute("viewBox")!);
        return
        [
            .. from text in svg.Descendants()
               where text.Name.LocalName == "text"
               let clip = text.Ancestors().Select(e => (string?)e.Attribute("clip-path")).FirstOrDefault(id => id is not null)
               select new DrawnText(text.Value.Trim(), CornersOf(text), clip is null ? (new(0, 0), new(whole[2], whole[3])) : Rectangle(clips[clip])),
        ];
    }

    public bool IsOnPaper => Corners.All(corner => Vector2.Clamp(corner, Paper.Least - Vector2.One / 2, Paper.Greatest + Vector2.One / 2) == corner);

    /// <summary>Whether no line parts the two boxes: one along a side of either would, were there any.</summary>
    public bool Touches(DrawnText other) => Sides().Concat(other.Sides()).All(normal =>
    {
        var (mine, others) = (Corners.Select(corner => Vector2.Dot(corner, normal)).ToArray(), other.Corners.Select(corner => Vector2.Dot(corner, normal)).ToArray());
        return mine.Max() > others.Min() && others.Max() > mine.Min();
    });

    public override string ToString() => $"'{Text}' at {Corners[0]}";

    private IEnumerable<Vector2> Sides() => [Corners[1] - Corners[0], Corners[2] - Corners[1]];

    private static Vector2[] CornersOf(XElement text)
    {
        var (size, bold) = (Numbers((string)text.Attribute("font-size")!)[0], text.Attribute("font-weight") is not null);
        var (left, baseLine) = (Numbers((string)text.Attribute("x")!)[0], Numbers((string)text.Attribute("y")!)[0]);
        var right = left + FigureStyle.TextWidth(text.Value.Trim(), size, bold);
        var transform = (string)text.Attribute("transform")!;
        var numbers = Numbers(transform[(transform.IndexOf('(') + 1)..^1]);
        var place = transform.StartsWith("matrix", StringComparison.Ordinal)
            ? new Matrix3x2(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
            : Matrix3x2.CreateTranslation(numbers[0], numbers[1]);
        var (top, bottom) = (baseLine - CapitalHeight * size, baseLine + Descent * size);
        return [.. new Vector2[] { new(left, top), new(right, top), new(right, bottom), new(left, bottom) }.Select(corner => Vector2.Transform(corner, place))];
    }

    private static (Vector2, Vector2) Rectangle(XElement rect)
    {
        float Number(string name) => Numbers((string?)rect.Attribute(name) ?? "0")[0];
        var least = new Vector2(Number("x"), Number("y"));
        return (least, least + new Vector2(Number("width"), Number("height")));
    }

    private static float[] Numbers(string text) =>
        [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
}
