namespace FerTrain.Core.Config;

/// <summary>A YAML node that knows its line and keeps repeated keys, so that both can be told to the user.</summary>
internal abstract record YamlValue(int Line)
{
    /// <summary>The node as the "got" of a problem: one line, cut where it is long.</summary>
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
