using FerTrain.Core.Errors;

namespace FerTrain.Tests.Archive;

public class HostilePickleTests
{
    private const string Start = "\u0080\u0002";

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0echotR.", "os.system")]
    [InlineData("\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0004echo\u0085R.", "posix.system")]
    [InlineData("cbuiltins\neval\n(X\u0001\0\0\01tR.", "builtins.eval")]
    [InlineData("ctorch.storage\n_load_from_bytes\n)R.", "torch.storage._load_from_bytes")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v3\n)R.", "torch._utils._rebuild_tensor_v3")]
    [InlineData("ctorch\nos.system\n.", "torch.os.system")]
    public void A_global_outside_the_list_is_refused_by_name(string pickle, string global) =>
        Refused(Start + pickle).ShouldEndWith($"refused: it would import '{global}'");

    [Theory]
    [InlineData("(ios\nsystem\n.")] // INST
    [InlineData("(cos\no.")] // OBJ
    [InlineData("}\u0081.")] // NEWOBJ
    [InlineData("\u0082\u0001.")] // EXT1
    [InlineData("P1\n.")] // PERSID
    [InlineData("\u008f.")] // EMPTY_SET
    [InlineData("B\u0001\0\0\0x.")] // BINBYTES
    [InlineData("I1\n.")] // text of protocol 0
    [InlineData("\u0080\u0006N.")]
    [InlineData("]N\u0086b.")] // attributes of a tuple
    [InlineData("]}b.")] // attributes of a list
    [InlineData("cos")]
    public void Instructions_that_checkpoints_do_not_use_are_refused(string pickle) => Refused(Start + pickle);

    [Theory]
    [InlineData(".")]
    [InlineData("t.")]
    [InlineData("(.")]
    [InlineData("K\u0001(\u0085.")] // a tuple that takes from below the mark
    [InlineData("h\0.")]
    [InlineData("q\0.")]
    [InlineData("Na.")]
    [InlineData("NNNs.")]
    [InlineData("}(Nu.")]
    [InlineData("}NNs.")]
    [InlineData("}\u0088Ns.")]
    [InlineData("})Ns.")]
    [InlineData("N)R.")]
    [InlineData("ctorch\nFloatStorage\n)R.")]
    [InlineData("ctorch\nFloatStorage\n.")]
    [InlineData("ccollections\nOrderedDict\n.")]
    [InlineData("ccollections\nOrderedDict\n]R.")]
    [InlineData("ccollections\nOrderedDict\nN\u0085R.")]
    [InlineData("ctorch\nSize\n)R.")]
    [InlineData("ctorch\ndevice\n)R.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.")]
    [InlineData("ctorch._utils\n_rebuild_parameter\nN\u0085R.")]
    [InlineData("NQ.")]
    [InlineData(")Q.")]
    [InlineData("K\u0001K\u0002\u0093.")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffabc.")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc.")]
    [InlineData("X\u0002\0\0\0\u00ff\u00fe.")] // not UTF-8
    [InlineData("\u008a\u0009\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001.")]
    public void A_nonsensical_pickle_is_refused(string pickle) => Refused(Start + pickle);

    [Fact]
    public void Values_nested_too_deep_or_in_themselves_are_refused()
    {
        Refused(Start + new string(']', 100_000) + new string('a', 99_999) + ".").ShouldContain("nested");
        Refused(Start + "]q\0h\0a.").ShouldContain("nested");
        Refused(Start + "}q\0K\u0001h\0s.").ShouldContain("nested");
    }

    [Fact]
    public void Lists_that_share_lists_may_not_unfold_without_end()
    {
        // Each list holds the one before it ten times: 10^40 values in under a kilobyte.
        var bomb = Start + "]q\0";
        for (var level = 0; level < 40; level++)
            bomb += $"]({string.Concat(Enumerable.Repeat("h\0", 10))}eq\0";
        Refused(bomb + ".").ShouldContain("unfolds to more than");
    }

    private static string Refused(string pickle)
    {
        var message = Should.Throw<UserError>(() => Archives.ReadPickle(pickle)).Message;
        message.ShouldStartWith($"{Archives.Name}: not a checkpoint FerTrain can read: ");
        return message;
    }
}
