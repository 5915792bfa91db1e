using System.Text.Json;
using FerTrain.Cli;
using FerTrain.Core.Config;
using FerTrain.Models;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public class ModelsVerbTests
{
    [Fact]
    public void The_list_is_as_recorded()
    {
        var list = CommandLine.Run("models", "list");
        list.Exit.ShouldBe(0);
        list.Output.ShouldMatchGolden("models_list.txt");
    }

    [Fact]
    public void The_list_is_also_json()
    {
        using var json = JsonDocument.Parse(CommandLine.Run("models", "list", "--json").Output);
        var models = json.RootElement.EnumerateArray().ToArray();

        models.Length.ShouldBe(ModelRegistry.Networks.Length);
        var vgg = models.Single(model => model.GetProperty("name").GetString() == "vgg19_transfer");
        vgg.EnumerateObject().Select(property => property.Name).ShouldBe(["name", "input", "total", "trainable", "non_trainable", "systems", "pretrained"]);
        vgg.GetProperty("input").GetString().ShouldBe("48x48x3");
        vgg.GetProperty("non_trainable").GetInt64().ShouldBe(20_024_384);
        vgg.GetProperty("systems").EnumerateArray().Select(system => system.GetString()).ShouldBe(["E"]);
    }

    [Theory]
    [InlineData("mini_xception")]
    [InlineData("simpler_cnn")]
    [InlineData("vgg19_transfer")]
    public void The_layers_of_a_model_are_as_recorded(string name)
    {
        var show = CommandLine.Run("models", "show", name);
        show.Exit.ShouldBe(0);
        show.Error.ShouldBe("");
        show.Output.ShouldMatchGolden($"models_show_{name}.txt");
    }

    [Theory]
    [InlineData(200, "Layer (type)", "Connected to")]
    [InlineData(100, "Layer (type)", "Parameters")]
    [InlineData(80, "Layer ", "Parameters")]
    public void On_a_narrow_terminal_the_connections_and_then_the_types_are_left_out(int width, string first, string last)
    {
        using var output = new StringWriter { NewLine = "\n" };
        App.Run(["models", "show", "mini_xception"], new Terminal(output, TextWriter.Null, IsInteractive: true, width), CancellationToken.None).ShouldBe(0);
        var lines = output.ToString().Split('\n');
        lines[2].ShouldStartWith(first);
        lines[2].ShouldEndWith(last);
        lines.ShouldAllBe(line => line.Length <= width);
    }

    [Fact]
    public void The_layers_are_also_json()
    {
        using var json = JsonDocument.Parse(CommandLine.Run("models", "show", "five_conv", "--json").Output);
        var model = json.RootElement;
        var layers = model.GetProperty("layers").EnumerateArray().ToArray();

        model.EnumerateObject().Select(property => property.Name).ShouldBe(["name", "source", "layers", "total", "trainable", "non_trainable"]);
        layers.ShouldAllBe(layer => layer.EnumerateObject().Select(property => property.Name)
            .SequenceEqual(new[] { "name", "type", "output_shape", "parameters", "inputs" }));
        layers.Sum(layer => layer.GetProperty("parameters").GetInt64()).ShouldBe(model.GetProperty("total").GetInt64());
        layers[0].GetProperty("type").GetString().ShouldBe("InputLayer");
        JsonSerializer.Serialize(layers[1]).ShouldBe(
            """{"name":"layers.conv1","type":"Conv2D","output_shape":[null,46,46,32],"parameters":320,"inputs":["input"]}""");
    }

    [Theory]
    [InlineData("(None, 6)", 1_727_430, "nine_conv", "data.merge={disgust: angry}")]
    [InlineData("(None, 7)", 58_423, "mini_xception", "preprocess.size=64")]
    [InlineData("(None, 8)", 59_576, "mini_xception", "data.ferplus=fer2013new.csv")]
    [InlineData("(None, 7)", 29_894_599, "--config", "vgg_fer.yaml")]
    [InlineData("(None, 6)", 29_890_502, "--config", "vgg_fer.yaml", "data.merge={disgust: angry}")]
    public void Shapes_and_totals_follow_keys_and_configs(string logits, int total, params string[] arguments)
    {
        var show = CommandLine.Run(["models", "show", .. arguments]);
        show.Exit.ShouldBe(0, show.Error);
        var lines = show.Output.Split('\n');
        lines[^6].ShouldContain(logits);
        lines[^4].ShouldBe(FormattableString.Invariant($"Total parameters: {total:N0}"));
    }

    [Fact]
    public void The_input_of_another_size_goes_through_all_layers()
    {
        var show = CommandLine.Run("models", "show", "mini_xception", "preprocess.size=64").Output;
        show.ShouldContain("(None, 64, 64, 1)");
        show.ShouldContain("(None, 4, 4, 128)");
    }

    [Fact]
    public void Frozen_parameters_are_not_trainable() =>
        CommandLine.Run("models", "show", "mini_xception", "train.freeze=[\"stem.*\"]").Output.ShouldContain("\nTrainable parameters: 56,271\n");

    [Theory]
    [InlineData("net.svg")]
    [InlineData("net.PNG")]
    public void A_picture_is_written_and_named(string file)
    {
        using var folder = new TempFolder();
        var show = CommandLine.Run("models", "show", "mlp", "--out", folder[file]);
        show.Exit.ShouldBe(0, show.Error);
        show.Output.ShouldEndWith($"\nPicture: {folder[file]}\n");
        File.Exists(folder[file]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("models show got no model. Expected: one model of models list, or --config FILE.")]
    [InlineData("models show got mlp, vgg19. Expected: one model of models list, or --config FILE.", "mlp", "vgg19")]
    [InlineData("models show got mlp and --config mlp.yaml. Expected: one model of models list, or --config FILE.", "mlp", "--config", "mlp.yaml")]
    [InlineData("models show takes one model, not the members of an ensemble.", "--config", "ensemble.yaml")]
    [InlineData("Model 'vgg19' got images of 1 channel (preprocess.channels), expected: 3.", "vgg19", "preprocess.channels=1")]
    [InlineData("net.gif: expected a name that ends in .svg or .png.", "mlp", "--out", "net.gif")]
    public void What_cannot_be_shown_is_said_in_a_line(string line, params string[] arguments)
    {
        var show = CommandLine.Run(["models", "show", .. arguments]);
        (show.Exit, show.Output, show.Error).ShouldBe((2, "", $"fertrain: {line}\n"));
    }

    [Fact]
    public void An_unknown_model_is_one_line_with_the_nearest_name()
    {
        var show = CommandLine.Run("models", "show", "big_xeption");
        show.Exit.ShouldBe(2);
        show.Output.ShouldBe("");
        show.Error.ShouldBe(
            $"fertrain: Unknown model 'big_xeption'. Did you mean 'big_xception'? Expected: {string.Join(", ", ModelRegistry.Networks.Select(entry => entry.Name).Concat(ClassicConfig.Models))}.\n");
    }

    [Fact]
    public void A_baseline_is_no_network() =>
        CommandLine.Run("models", "show", "svm").Error.ShouldStartWith("fertrain: Model 'svm' is no network. Expected here: simple_cnn, ");
}
