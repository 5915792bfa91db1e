using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Config;

[Collection(TestCollections.Alone)]
public sealed class ConfigLookupTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "configs");

    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain-configs-").FullName;

    public ConfigLookupTests()
    {
        Environment.CurrentDirectory = _folder;
        Directory.CreateDirectory("configs");
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("quickstart.yaml")]
    [InlineData("quickstart.yml")]
    public void A_shipped_config_is_found_from_any_directory(string name) =>
        ConfigFile.Find(name).ShouldBe(Path.Combine(Shipped, "quickstart.yaml"));

    [Theory]
    [InlineData("quickstart")]
    [InlineData("quickstart.yaml")]
    public void A_path_wins_over_configs_here_and_that_over_the_shipped_ones(string name)
    {
        File.WriteAllText("configs/quickstart.yaml", "train: {epochs: 2}");
        ConfigFile.Find(name).ShouldBe(Path.Combine("configs", "quickstart.yaml"));
        ConfigFile.Load(name, []).Train.Epochs.ShouldBe(2);

        File.WriteAllText("quickstart.yaml", "train: {epochs: 3}");
        ConfigFile.Find(name).ShouldBe("quickstart.yaml");
        ConfigFile.Load(name, ["train.seed=9"]).Train.ShouldBe(new() { Epochs = 3, Seed = 9 });
    }

    [Fact]
    public void A_full_path_is_taken_as_it_is()
    {
        var path = Path.Combine(_folder, "a.yaml");
        File.WriteAllText(path, "{}");
        ConfigFile.Find(path).ShouldBe(path);
        ConfigFile.Find(Path.ChangeExtension(path, null)).ShouldBe(path);
    }

    [Theory]
    [InlineData("mini_xeption.yaml")]
    [InlineData("elsewhere/mini_xeption")]
    public void A_config_that_does_not_exist_is_told_with_the_nearest_and_all_names(string name)
    {
        File.WriteAllText("configs/mine.yaml", "{}");
        File.WriteAllText("configs/quickstart.yaml", "{}");
        var names = ShippedConfigTests.Names.Append("mine").Order(StringComparer.Ordinal);
        Should.Throw<UserError>(() => ConfigFile.Find(name)).Message.ShouldBe(
            $"Config '{name}' is no file and not in configs/. Did you mean 'mini_xception'? Expected: {string.Join(", ", names)}.");
    }

    [Fact]
    public void Problems_name_the_file_as_it_was_found()
    {
        File.WriteAllText("configs/a.yaml", "train: {epochs: 0}");
        Should.Throw<UserError>(() => ConfigFile.Load("a", [])).Message.ShouldBe(
            $"{Path.Combine("configs", "a.yaml")}:1 train.epochs: got 0, expected a whole number of at least 1");
    }

    [Fact]
    public void A_file_that_is_no_text_is_a_user_error()
    {
        File.WriteAllBytes("packed.yaml", [0x1F, 0x8B, 0xFF]);
        Should.Throw<UserError>(() => ConfigFile.Load("packed", [])).Message.ShouldStartWith("Config 'packed.yaml' cannot be read as UTF-8 text: ");
    }
}
