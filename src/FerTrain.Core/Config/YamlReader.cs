using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FerTrain.Core.Config;

/// <summary>Reads one YAML document of plain maps, lists and scalars; anything else is a <see cref="YamlException"/>.</summary>
internal static class YamlReader
{
    private const int Deepest = 16;

    public static YamlValue Read(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            return ReadDocument(parser);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) // YamlDotNet leaks both on some bad syntax
        {
            var end = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(end, end, "What follows here cannot be read.", e);
        }
    }

    private static YamlValue ReadDocument(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return new YamlText(1, "", Quoted: false);
        parser.Consume<DocumentStart>();
        var root = ReadValue(parser, depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
            throw new SemanticErrorException(second.Start, second.End, "A second document; a config is one.");
        parser.Consume<StreamEnd>();
        return root;
    }

    private static YamlValue ReadValue(Parser parser, int depth)
    {
        var node = parser.Consume<ParsingEvent>();
        if (depth > Deepest)
            throw new SemanticErrorException(node.Start, node.End, $"Lists and maps are nested more than {Deepest} deep.");
        if (node is not NodeEvent { Anchor.IsEmpty: true, Tag.IsEmpty: true })
            throw new SemanticErrorException(node.Start, node.End, "Expected no anchors, aliases or tags.");
        var line = (int)node.Start.Line;
        return node switch
        {
            Scalar scalar => new YamlText(line, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => new YamlList(line, [.. ReadItems(parser, depth + 1)]),
            _ => new YamlMap(line, [.. ReadEntries(parser, depth + 1)]),
        };
    }

    private static IEnumerable<YamlValue> ReadItems(Parser parser, int depth)
    {
        while (!parser.TryConsume<SequenceEnd>(out _))
            yield return ReadValue(parser, depth);
    }

    private static IEnumerable<(YamlText Key, YamlValue Value)> ReadEntries(Parser parser, int depth)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var start = parser.Current!;
            if (ReadValue(parser, depth) is not YamlText key)
                throw new SemanticErrorException(start.Start, start.End, "A key is one word.");
            yield return (key, ReadValue(parser, depth));
        }
    }
}

/// <summary>A YAML node with its line and with repeated keys, so that errors can name both.</summary>
internal abstract record YamlValue(int Line)
{
    /// <summary>Writes the node as the "got" of a problem: one line, cut where it is long.</summary>
    public string Shown()
    {
        const int longest = 80;
        var text = Flow().ReplaceLineEndings(" ");
        return text.Length <= longest ? text : $"{text[..longest]}…";
    }

    protected internal abstract string Flow();
}

internal sealed record YamlText(int Line, string Text, bool Quoted) : YamlValue(Line)
{
    public bool IsNothing => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";

    protected internal override string Flow() => Quoted ? $"\"{Text}\"" : Text.Length > 0 ? Text : "nothing";
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line)
{
    protected internal override string Flow() => $"[{string.Join(", ", Items.Select(i => i.Flow()))}]";
}

internal sealed record YamlMap(int Line, IReadOnlyList<(YamlText Key, YamlValue Value)> Entries) : YamlValue(Line)
{
    protected internal override string Flow() =>
        $"{{{string.Join(", ", Entries.Select(e => $"{e.Key.Flow()}: {e.Value.Flow()}"))}}}";
}
