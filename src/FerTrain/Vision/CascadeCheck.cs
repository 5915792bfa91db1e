using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using FerTrain.Core.Files;

namespace FerTrain.Vision;

/// <summary>
/// Checks a cascade before OpenCV reads it, which trusts the file: an index or a rectangle that leads outside ends the process,
/// and a tree with a cycle never ends. Cascades of OpenCV 1, which OpenCV converts first, are not checked.
/// </summary>
internal sealed class CascadeCheck
{
    private const int Smallest = 3; // OpenCV leaves out a pixel at each side
    private const int Corners = 4;
    private const int MostRectangles = 3; // of a feature
    private const int BitsOfAWord = 32;
    private const int MostCategories = 256;
    private const int Cells = 3; // of a local binary pattern, on each side

    private readonly XElement _cascade;
    private readonly int _width, _height, _features, _valuesOfANode;
    private readonly bool _isHaar;

    private CascadeCheck(XElement cascade)
    {
        _cascade = cascade;
        (_width, _height) = (Number("width", Smallest), Number("height", Smallest));
        _isHaar = Only(cascade, "featureType").Value.Trim() switch
        {
            "HAAR" => true,
            "LBP" => false,
            var other => throw new InvalidDataException($"features of type {other}"),
        };
        var categories = Numbers(Only(Only(cascade, "featureParams"), "maxCatCount")) is [>= 0 and <= MostCategories and var count]
            ? (int)count
            : throw new InvalidDataException("a number of categories that is none");
        _valuesOfANode = 3 + (categories > 0 ? (categories + BitsOfAWord - 1) / BitsOfAWord : 1);
        _features = Only(cascade, "features").Elements().Count();
    }

    /// <exception cref="InvalidDataException">OpenCV would read beyond what the file holds.</exception>
    /// <exception cref="XmlException">It is not XML.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Check(string file)
    {
        using var stream = InputFile.Open(file);
        using var xml = XmlReader.Create(stream);
        var cascade = XDocument.Load(xml).Root?.Elements().FirstOrDefault() ?? throw new InvalidDataException("no cascade");
        if ((string?)cascade.Attribute("type_id") == "opencv-haar-classifier") return;
        Require(!cascade.DescendantsAndSelf().Any(IsMixed), "text between elements, which OpenCV takes for one more");
        var content = new CascadeCheck(cascade);
        foreach (var feature in Only(cascade, "features").Elements()) content.CheckFeature(feature);
        foreach (var stage in Only(cascade, "stages").Elements())
            foreach (var tree in Only(stage, "weakClassifiers").Elements()) content.CheckTree(tree);
    }

    private void CheckFeature(XElement feature)
    {
        if (!_isHaar)
        {
            CheckInside(Numbers(Only(feature, "rect")), (width, height) => (Cells * width, Cells * height));
            return;
        }

        XElement[] rectangles = [.. Only(feature, "rects").Elements()];
        Require(rectangles.Length is >= 1 and <= MostRectangles, "a feature without rectangles, or with too many");
        var isTilted = feature.Elements("tilted").Any(tilted => Numbers(tilted) is not [0]);
        foreach (var rectangle in rectangles)
        {
            var numbers = Numbers(rectangle);
            Require(numbers.Length == Corners + 1, "a rectangle without a weight");
            if (isTilted) CheckInside([numbers[0] - numbers[3], numbers[1], numbers[2] + numbers[3], numbers[2] + numbers[3]], (width, height) => (width, height));
            else CheckInside(numbers[..Corners], (width, height) => (width, height));
        }
    }

    private void CheckInside(double[] rectangle, Func<double, double, (double Width, double Height)> whole)
    {
        Require(rectangle.Length == Corners && rectangle.All(double.IsInteger) && rectangle[2] > 0 && rectangle[3] > 0, "a rectangle that is none");
        var (width, height) = whole(rectangle[2], rectangle[3]);
        Require(rectangle[0] >= 0 && rectangle[1] >= 0 && rectangle[0] + width <= _width && rectangle[1] + height <= _height, "a rectangle outside of the window");
    }

    private void CheckTree(XElement tree)
    {
        var (values, leaves) = (Numbers(Only(tree, "internalNodes")), Numbers(Only(tree, "leafValues")).Length);
        double[][] nodes = [.. values.Chunk(_valuesOfANode)];
        Require(values.Length > 0 && values.Length % _valuesOfANode == 0 && leaves == nodes.Length + 1, "a tree with too few or too many numbers");
        foreach (var (index, node) in nodes.Index())
        {
            Require(node[..3].All(double.IsInteger) && node[2] >= 0 && node[2] < _features, "a node of a feature that is not there");
            Require(node[..2].All(child => child > 0 ? child > index && child < nodes.Length : -child < leaves), "a node whose branches lead nowhere or back");
        }
    }

    private static bool IsMixed(XElement element) => element.HasElements && element.Nodes().OfType<XText>().Any(text => !string.IsNullOrWhiteSpace(text.Value));

    private int Number(string name, int least) =>
        Numbers(Only(_cascade, name)) is [var number] && double.IsInteger(number) && number >= least && number <= short.MaxValue
            ? (int)number
            : throw new InvalidDataException($"a {name} that is none");

    private static double[] Numbers(XElement element) =>
    [
        .. element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw new InvalidDataException($"'{word}' in the place of a number"))
    ];

    private static XElement Only(XElement parent, string name) =>
        parent.Elements(name).ToArray() is [var only] ? only : throw new InvalidDataException($"no {name}, or several");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }
}
