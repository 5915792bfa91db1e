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
        vgg.EnumerateObject().Select(property => property.Name).ShouldBe(["name", "input", "total", "trainable", "non_trainable", "systems"]);
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
