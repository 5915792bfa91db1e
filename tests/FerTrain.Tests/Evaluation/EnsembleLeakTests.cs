using System.Text.Json;
using FerTrain.Data;
using FerTrain.Tests.Cli;

namespace FerTrain.Tests.Evaluation;

/// <summary>Two members that are tested on the same faces, of which one has been trained on a copy of a test face.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class EnsembleLeakTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_face_that_any_member_was_trained_on_is_not_leak_free_in_whatever_order_they_stand()
    {
        var faces = SyntheticFaces.Generate(60, seed: 1);
        // 40 training faces, the last of which is also the first test face, so that data.limit keeps it from one member.
        faces.Face(50).CopyTo(faces.Pixels.AsSpan(39 * faces.Size * faces.Size));
        Usage[] usages = [.. Enumerable.Range(0, 60).Select(row => row < 40 ? Usage.Training : row < 50 ? Usage.PublicTest : Usage.PrivateTest)];
        FaceCsvWriter.Write(_folder["faces.csv"], new FaceSet(faces.Pixels, faces.Labels, usages), Enumerable.Range(0, 60), overwrite: false, CancellationToken.None);
        var (all, few) = (Train("all", "data.limit=0"), Train("few", "data.limit=30"));

        LeakFree(all, few).ShouldBe(9);
        LeakFree(few, all).ShouldBe(9);
        LeakFree(few).ShouldBe(10);
    }

    private string Train(string name, string limit)
    {
        var train = CommandLine.Run("train", "--runs", _folder["runs"], "--name", name, "data.source=csv", $"data.path={_folder["faces.csv"]}", "train.epochs=1", limit);
        train.Exit.ShouldBe(0, train.Error);
        return Directory.GetDirectories(_folder["runs"], $"*_{name}").ShouldHaveSingleItem();
    }

    private int LeakFree(params string[] runs)
    {
        var eval = CommandLine.Run(["eval", "--json", "--out", _folder["eval"], "--checkpoint", .. runs]);
        eval.Exit.ShouldBe(0, eval.Error);
        using var json = JsonDocument.Parse(eval.Output);
        return json.RootElement.GetProperty("leak_free").GetProperty("samples").GetInt32();
    }
}
