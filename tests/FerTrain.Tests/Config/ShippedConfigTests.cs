using System.Text.RegularExpressions;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Config;

public partial class ShippedConfigTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "configs");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f))];

    public static TheoryData<string, string, string, string> DefaultLines => [.. File.ReadLines(Path.Combine(Folder, "default.yaml"))
        .Select(line => KeyLine().Match(line)).Where(m => m.Success)
        .Zip(ConfigKeys.All, (m, key) => (key, m.Groups["type"].Value, m.Groups["range"].Value, m.Groups["meaning"].Value))];

    [Fact]
    public void Every_shipped_config_is_counted() => Files.Count.ShouldBe(3);

    [Theory, MemberData(nameof(Files))]
    public void Every_shipped_config_loads(string file) =>
        ConfigFile.Load(file, []).Model.Name.ShouldBe("mini_xception");

    [Fact]
    public void Default_yaml_holds_the_defaults() =>
        ConfigFile.ToYaml(ConfigFile.Load("default", [])).ShouldBe(ConfigFile.ToYaml(new RunConfig()));

    [Fact]
    public void Default_yaml_holds_every_key_once_in_the_order_of_the_records()
    {
        var keys = new List<string>();
        var block = "";
        foreach (var line in File.ReadLines(Path.Combine(Folder, "default.yaml")).Where(l => l.Length > 0 && l[0] != '#'))
            if (line[0] != ' ')
                block = line.TrimEnd(':');
            else
                keys.Add($"{block}.{KeyLine().Match(line).Groups["key"].Value}");
        keys.ShouldBe(ConfigKeys.All);
    }

    [Theory, MemberData(nameof(DefaultLines))]
    public void Default_yaml_tells_the_type_range_and_meaning_of_the_records(string key, string type, string range, string meaning)
    {
        var property = ConfigRecords.Property(key);
        type.ShouldBe(ConfigRecords.TypeName(property.PropertyType));
        meaning.ShouldBe(ConfigRecords.Summary(property));
        range.ShouldBe(Range(key, property.PropertyType));
    }

    /// <summary>What a value outside the range is told, without the words that the type says already.</summary>
    private static string Range(string key, Type type)
    {
        var outside = type == typeof(int) || type == typeof(double) ? "-1" : type == typeof(IReadOnlyList<double>) ? "[-1]" : null;
        if (outside is null)
            return "";
        var error = Should.Throw<UserError>(() => ConfigFile.Parse("{}", "x.yaml", [$"{key}={outside}"]));
        return Regex.Replace(error.Message.Split(", accepted ")[1], "^a (whole )?number (of )?", "");
    }

    [GeneratedRegex(@"^  (?<key>\w+): .*\S  +# \((?<type>[^,)]+)(, (?<range>[^)]+))?\) (?<meaning>\S.*)$")]
    private static partial Regex KeyLine();
}
