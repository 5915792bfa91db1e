using System.Diagnostics;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;
using FerTrain.Tests.Archive;

namespace FerTrain.Tests.Hdf5;

/// <summary>Goldens/make_hdf5_files.py made the files.</summary>
public class KerasFileTests
{
    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Hdf5", "Goldens", name);

    [FactWithHdf5]
    public void Layers_with_weights_are_read_in_any_floating_point_type()
    {
        foreach (var file in new[] { "sequential.h5", "types.h5" })
        {
            var layer = KerasFile.Read(Golden(file)).ShouldHaveSingleItem();
            layer.Name.ShouldBe("dense");
            layer.Weights.Keys.ShouldBe(["kernel", "bias"]);
            layer.Weights["kernel"].Shape.ShouldBe([3, 2]);
            Archives.Floats(layer.Weights["kernel"]).ShouldBe([0, 1, 2, 3, 4, 5]);
            Archives.Floats(layer.Weights["bias"]).ShouldBe([0.5f, -1]);
        }
    }

    [FactWithHdf5]
    public void A_model_inside_a_model_gives_its_layers()
    {
        var layers = KerasFile.Read(Golden("nested.h5"));
        layers.Select(layer => (layer.Listed, layer.Name)).ShouldBe([("vgg", "conv1"), ("vgg", "conv2")]);
        Archives.Floats(layers[1].Weights["kernel"]).ShouldBe([2, 2]);
    }

    [FactWithHdf5]
    public void Files_that_lead_elsewhere_claim_too_much_or_are_not_Keras_s_are_refused()
    {
        Refused("external_link.h5").ShouldEndWith("refused: dense/kernel:0 is a link");
        Refused("soft_link.h5").ShouldEndWith("refused: dense/kernel:0 is a link");
        Refused("external_storage.h5").ShouldContain("refused: it keeps weights in chunks or in other files; h5repack ");
        Refused("virtual.h5").ShouldContain("refused: it keeps weights in chunks or in other files; h5repack ");
        Refused("chunks.h5").ShouldContain("refused: it keeps weights in chunks or in other files; h5repack ");
        Refused("terabytes.h5").ShouldEndWith("unfold to far more than the file holds, one of shape [1048576, 1048576]");
        Refused("huge.h5").ShouldContain("unfold to far more than the file holds");
        Refused("text.h5").ShouldEndWith("weights that are not floating-point numbers");
        Refused("group.h5").ShouldEndWith("its dense/kernel:0 is no dataset");
        Refused("missing.h5").ShouldEndWith("its dataset dense/kernel:0 is missing");
        Refused("twice.h5").ShouldEndWith("its layer dense has two weights kernel:1");
        Refused("variable.h5").ShouldContain("its attribute layer_names holds texts of variable length");
        Refused("numbers.h5").ShouldEndWith("its attribute layer_names holds no text");
        Refused("foreign.h5").ShouldEndWith("Keras 3 writes one with model.save('FILE.h5'), not with save_weights");
    }

    [FactWithHdf5]
    public void Files_that_are_no_HDF5_or_not_there_are_refused()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => KerasFile.Read(folder["no.h5"])).Message.ShouldStartWith($"{folder["no.h5"]}: cannot be opened: ");
        Should.Throw<UserError>(() => KerasFile.Read(folder.Write("empty.h5", ""))).Message.ShouldContain("not a Keras file FerTrain can read");
        Should.Throw<UserError>(() => KerasFile.Read(folder.Write("text.h5", "no HDF5"))).Message.ShouldContain("not a Keras file FerTrain can read");
    }

    [FactWithHdf5]
    public async Task A_file_with_flipped_bits_is_read_or_refused_by_a_process_that_lives_on()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(FlippedHdf5).Assembly.Location, "flipped_hdf5", Golden("sequential.h5")]) { RedirectStandardError = true })!;
        var error = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();
        child.ExitCode.ShouldBe(0, error);
    }

    private static string Refused(string name)
    {
        var message = Should.Throw<UserError>(() => KerasFile.Read(Golden(name))).Message;
        message.ShouldStartWith($"{Golden(name)}: not a Keras file FerTrain can read: ");
        return message;
    }
}
