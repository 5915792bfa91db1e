namespace FerTrain.Tests.Architecture;

/// <summary>One text file, its path from the root with forward slashes.</summary>
internal sealed record RepositoryFile(string Path, string Text)
{
    public string[] Lines => Text.TrimEnd('\n').Split('\n');
}
