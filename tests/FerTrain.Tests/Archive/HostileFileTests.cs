using System.Text;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;
using FerTrain.Tests.Hdf5;
using FerTrain.Tests.Training.Initialization;
using FerTrain.Training.Initialization;

namespace FerTrain.Tests.Archive;

/// <summary>Files made to harm, and files cut off: an error of one line, soon, and without much memory.</summary>
[Collection(TestCollections.Alone)]
public sealed class HostileFileTests : IDisposable
{
    private const string Start = "\u0080\u0002";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_PyTorch_archive_cut_off_at_every_percent_is_refused() => CutOff("a.pt", Archives.Write(Weights()), path => WeightsFile.Read(path));

    [Fact]
    public void A_safetensors_file_cut_off_at_every_percent_is_refused()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, new WeightsFile(new() { ["a"] = (StoredTensor)Weights()["a"]!, ["b"] = (StoredTensor)Weights()["b"]! }, new Dictionary<string, string>()));
        CutOff("a.safetensors", stream.ToArray(), path => WeightsFile.Read(path));
    }

    [FactWithHdf5]
    public void An_HDF5_file_cut_off_at_every_percent_is_refused() =>
        CutOff("a.h5", File.ReadAllBytes(KerasFileTests.Golden("sequential.h5")), path => KerasFile.Read(path));

    [Theory]
    [InlineData("/archive/data.pkl")]
    [InlineData("C:/archive/data.pkl")]
    [InlineData("..\\archive")]
    [InlineData("../archive/data.pkl")]
    public void An_entry_with_a_path_of_its_own_is_refused(string name) =>
        Refused(Archives.Zip([("archive/data.pkl", Encoding.Latin1.GetBytes(Start + "}.")), (name, [1])])).ShouldContain("points elsewhere");

    [Fact]
    public void Numbers_chosen_to_share_one_bucket_of_a_dictionary_are_refused()
    {
        // Both halves of each key are equal, so all 400,000 have the same hash, and filling a dictionary with them takes minutes.
        var pickle = new StringBuilder(Start + "}(");
        for (var i = 1L; i <= 400_000; i++)
            pickle.Append("\u008a\u0008").Append(Encoding.Latin1.GetString(BitConverter.GetBytes((i << 32) | i))).Append('N');
        Refused(Forge($"{pickle}u.")).ShouldContain("neither a string nor a whole number from 0 to ");
    }

    [Theory]
    [InlineData("}", 4_000_000)] // an object of a hundred bytes for each
    [InlineData("]", 4_000_000)]
    [InlineData("]r\u0001\u0001\u0001\u00010", 1)]
    [InlineData("(", 4_000_000)]
    [InlineData("N\u0094", 3_000_000)] // as many memo entries
    [InlineData("K\u0001\u0085", 3_000_000)]
    public void A_file_of_nothing_but_small_objects_is_refused(string instruction, int times) =>
        Refused(Forge(Start + string.Concat(Enumerable.Repeat(instruction, times)) + "."));

    [Fact]
    public void Tuples_in_tuples_are_refused() => Refused(Forge(Start + ")" + new string('\u0085', 1_000_000) + ".")).ShouldContain("nested");

    [Fact]
    public void A_pickle_that_is_longer_than_any_state_dict_s_is_refused() => Refused(Forge(Start + new string('N', 20_000_000))).ShouldContain("expected at most 16777216");

    [Fact]
    public void Views_that_unfold_a_small_storage_again_and_again_are_refused()
    {
        var view = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0064tQK\0(J\0\0\u0008\0t(K\0t\u0089NtR";
        Refused(Archives.Forge(Encoding.Latin1.GetBytes($"{Start}]({string.Concat(Enumerable.Repeat(view, 1000))}e."), new float[100]))
            .ShouldContain("unfold to far more than the file holds");
    }

    [Fact]
    public void Words_of_a_file_cannot_move_the_cursor_or_fill_the_screen()
    {
        Refused(Forge(Start + "ca\u001b[2J\r\nb\n.")).ShouldEndWith("refused: it would import 'a\\u{1b}[2J\\u{d}.b'");
        Refused(Forge($"{Start}c{new string('x', 1_000_000)}\nb\n.")).Length.ShouldBeLessThan(600);
    }

    [Theory]
    [InlineData("a\u001b[2J")]
    [InlineData("a\nb")]
    public void A_weight_s_name_cannot_either(string name)
    {
        var file = _folder.Write("x.pt", Archives.Write(new OrderedDictionary<object, object?> { [name] = Archives.Tensor([1], 1) }));
        Should.Throw<UserError>(() => InitialWeights.Read(Initialized.Config("mlp", file), classes: 7)).Message.ShouldEndWith("or of other than text.");
    }

    [Theory]
    [InlineData("K\u0001.", "it is no dictionary")]
    [InlineData("}.", "its keys are ; expected: tensors alone, or tensors under model_state, state_dict, ")]
    [InlineData("}X\u0005\0\0\0modelK\u0001s.", "its keys are model; expected")]
    [InlineData("}X\u0005\0\0\0model}s.", "its keys are model; expected")]
    public void A_file_without_weights_says_what_it_holds(string pickle, string told) =>
        Should.Throw<UserError>(() => WeightsFile.Read(_folder.Write("x.pt", Forge(Start + pickle)))).Message.ShouldContain(told);

    private static byte[] Forge(string pickle) => Archives.Forge(Encoding.Latin1.GetBytes(pickle));

    private static OrderedDictionary<object, object?> Weights() => new()
    {
        ["a"] = Archives.Tensor([300], [.. Enumerable.Range(0, 300).Select(i => (float)i)]),
        ["b"] = Archives.Tensor([20, 30], [.. Enumerable.Range(0, 600).Select(i => -(float)i)]),
    };

    private void CutOff(string name, byte[] valid, Action<string> read)
    {
        read(_folder.Write(name, valid));
        for (var percent = 0; percent < 100; percent++)
            Bounded(valid.Length, () => Should.Throw<UserError>(() => read(_folder.Write(name, valid[..(valid.Length * percent / 100)])), $"{percent} %").Message);
        Bounded(valid.Length, () => Should.Throw<UserError>(() => read(_folder.Write(name, valid[..^1]))).Message);
    }

    private string Refused(byte[] file) => Bounded(file.Length, () => Should.Throw<UserError>(() => Archives.Read(file)).Message);

    /// <summary>An error of one line within ten seconds of processor time, and in at most 400 MB and ten times the file; usually much less.</summary>
    private static string Bounded(long length, Func<string> refuse)
    {
        var (time, before) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        var message = refuse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((400L << 20) + 10 * length, message);
        (Environment.CpuUsage.TotalTime - time).ShouldBeLessThan(TimeSpan.FromSeconds(10), message);
        message.ShouldNotContain('\n');
        return message;
    }
}
