using System.Text.RegularExpressions;

namespace FerTrain.Tests.Architecture;

/// <summary>Which test classes may run in parallel, by what their sources mention.</summary>
[Collection(TestCollections.Libtorch)]
public sealed partial class TestCollectionTests
{
    private const string Tests = "tests/FerTrain.Tests/";

    // The entry point of child processes, which are processes of their own.
    private const string EntryPoint = "tests/FerTrain.Tests/Program.cs";

    private static readonly RepositoryFile[] Sources =
        [.. Repository.Sources.Where(file => file.Path.StartsWith(Tests, StringComparison.Ordinal) && file.Path != EntryPoint)];

    [Fact]
    public void A_class_that_touches_libtorch_runs_one_by_one()
    {
        var touching = TouchingLibtorch(Sources);
        (from file in Sources
         where touching.Contains(file.Path) && IsTest().IsMatch(file.Text)
            && !InCollection("Libtorch").IsMatch(file.Text) && !InCollection("Alone").IsMatch(file.Text)
         select $"{file.Path} touches libtorch: [Collection(TestCollections.Libtorch)]").ShouldBeEmpty();
    }

    [Fact]
    public void A_class_that_changes_or_measures_the_process_runs_alone() =>
        (from file in Sources
         where IsTest().IsMatch(file.Text) && ProcessState().IsMatch(file.Text) && !InCollection("Alone").IsMatch(file.Text)
         select $"{file.Path} changes or measures the process: [Collection(TestCollections.Alone)]").ShouldBeEmpty();

    [Theory]
    [InlineData("using TorchSharp;", true)]
    [InlineData("using FerTrain.Training;", true)]
    [InlineData("using FerTrain.Core.Config;", false)]
    [InlineData("namespace FerTrain.Tests.Training;", false)]
    [InlineData("Training.SmallRun.Train(config);", true)]
    [InlineData("using FerTrain.Tests.Training;\nTrainedRuns.Of(config);", true)]
    [InlineData("SmallRun.Train(config);", false)]
    public void A_use_is_found_also_through_other_files(string text, bool touches) => TouchingLibtorch(
    [
        new("SmallRun.cs", "namespace FerTrain.Tests.Training;\nusing TorchSharp;\ninternal static class SmallRun"),
        new("TrainedRuns.cs", "namespace FerTrain.Tests.Training;\ninternal static class TrainedRuns => SmallRun.Train"),
        new("Sample.cs", "namespace FerTrain.Tests.Vision;\n" + text),
    ]).Contains("Sample.cs").ShouldBe(touches);

    /// <summary>The paths of the files that mention libtorch, or a type of such a file that is no test.</summary>
    private static HashSet<string> TouchingLibtorch(IReadOnlyCollection<RepositoryFile> files)
    {
        var touching = files.Where(file => Libtorch().IsMatch(file.Text)).ToHashSet();
        while (true)
        {
            var types = touching.Where(file => !IsTest().IsMatch(file.Text)).SelectMany(Declared).ToArray();
            var more = files.Where(file => !touching.Contains(file) && Array.Exists(types, type => Mentions(file, type))).ToArray();
            if (more.Length == 0) return [.. touching.Select(file => file.Path)];
            touching.UnionWith(more);
        }
    }

    private static IEnumerable<(string Namespace, string Name)> Declared(RepositoryFile file) =>
        Declaration().Matches(file.Text).Select(match => (NamespaceOf(file), match.Groups["name"].Value));

    /// <summary>Names the type, and lies in its namespace or names that too.</summary>
    private static bool Mentions(RepositoryFile file, (string Namespace, string Name) type) =>
        Regex.IsMatch(file.Text, $@"\b{type.Name}\b")
        && ($"{NamespaceOf(file)}.".StartsWith($"{type.Namespace}.", StringComparison.Ordinal) || Regex.IsMatch(file.Text, $@"\b{type.Namespace.Split('.')[^1]}\b"));

    private static string NamespaceOf(RepositoryFile file) => Namespace().Match(file.Text).Groups["name"].Value;

    private static Regex InCollection(string name) => new($@"^\[Collection\(TestCollections\.{name}\)\]$", RegexOptions.Multiline);

    [GeneratedRegex(@"^using (static )?(TorchSharp|FerTrain\.(Torch|Augmentation|Models|Training|Evaluation|Export|Server|Cli))\b|\b(Training|Ensemble)Session\b|TorchSharp\.torch\.", RegexOptions.Multiline)]
    private static partial Regex Libtorch();

    [GeneratedRegex(@"Environment\.SetEnvironmentVariable|GC\.CollectionCount|Environment\.CpuUsage|NativeHeap\.|Environment\.CurrentDirectory =|Console\.Set(Out|Error|In)")]
    private static partial Regex ProcessState();

    [GeneratedRegex(@"^ *\[(Fact|Theory)", RegexOptions.Multiline)]
    private static partial Regex IsTest();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(public|internal) [\w ]*(class|struct|record|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
