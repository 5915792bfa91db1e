using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Tests.Archive;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training.Initialization;

/// <summary>Files of PyTorch, made by make_state_dicts.py beside this.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class StateDictTests : IClassFixture<StateDictTests.Files>
{
    private readonly Files _files;

    public StateDictTests(Files files) => _files = files;

    [FactWithPyTorch]
    public void Every_form_of_a_state_dict_gives_the_model_its_weights()
    {
        foreach (var form in new[] { "plain", "state_dict", "model", "parallel", "parameters", "shared", "strided", "double" })
            Weights($"{form}.pt").ShouldBe(Weights(), form);
    }

    [FactWithPyTorch]
    public void Half_floats_are_widened()
    {
        var weights = Weights();
        Weights("half.pt").ShouldBe(weights.Select(weight => (float)(Half)weight));
        Weights("bfloat16.pt").Zip(weights, (got, full) => Math.Abs(got - full) <= Math.Abs(full) / 256).ShouldAllBe(isNear => isNear);
    }

    [FactWithPyTorch]
    public void A_legacy_file_is_told_how_to_become_a_newer_one() =>
        Should.Throw<UserError>(() => Weights("legacy.pt")).Message.ShouldContain("format from before version 1.6; torch.save(torch.load(FILE), FILE) in a newer one converts it");

    [FactWithPyTorch]
    public void Another_head_is_an_error_or_listed_and_left_as_it_is()
    {
        var error = Should.Throw<UserError>(() => Weights("other_head.pt")).Message;
        error.ShouldContain("its weights are not those of mini_xception: 1 missing in the file: head.conv.bias; 1 unknown to the model: fc.bias; "
            + "1 of another shape: head.conv.weight is Float32 [10, 128, 3, 3], the model needs Float32 [7, 128, 3, 3].");
        error.ShouldEndWith("or init.partial=true.");

        var (model, report) = Initialized.Create("mini_xception", _files.Folder["other_head.pt"], "init.partial=true");
        using (model)
            report.Lines().ShouldBe(
            [
                $"initial weights: 78 of 80 of the model, from {_files.Folder["other_head.pt"]}",
                "  1 missing in the file: head.conv.bias",
                "  1 unknown to the model: fc.bias",
                "  1 of another shape: head.conv.weight is Float32 [10, 128, 3, 3], the model needs Float32 [7, 128, 3, 3]",
            ]);
    }

    [FactWithPyTorch]
    public void Names_are_changed_by_their_beginnings_and_a_change_that_changes_nothing_is_refused()
    {
        Weights("renamed.pt", "init.map={net.stem.: stem., net.body.: body., net.head.: head.}").ShouldBe(Weights());
        Should.Throw<UserError>(() => Weights("renamed.pt")).Message.ShouldContain(" Is 'net.stem.conv1.weight' the model's 'stem.conv1.weight'?");
        Should.Throw<UserError>(() => Weights("renamed.pt", "init.map={nett.: stem.}")).Message.ShouldStartWith("init.map: no name in ");
        Should.Throw<UserError>(() => Weights("renamed.pt", "init.map={net.stem.conv1.: x., net.stem.conv2.: x.}")).Message.ShouldContain("two of its weights become 'x.weight'");
        Should.Throw<UserError>(() => Weights("renamed.pt", "init.partial=true")).Message.ShouldContain("none of its weights is one of mini_xception");
    }

    [FactWithPyTorch]
    public void Torchvision_s_VGG19_fills_the_frozen_trunk()
    {
        var (model, report) = Initialized.Create("vgg19_transfer", _files.Folder["vgg19/weights.pt"], "init.partial=true");
        using (model)
        {
            (report.Loaded.Count, report.Missing.Count, report.Misshaped.Count).ShouldBe((32, 10, 0));
            report.Missing.ShouldAllBe(name => name.StartsWith("head.", StringComparison.Ordinal));
            report.Unexpected.ShouldBe(["classifier.6.weight"]);
            model.named_parameters().Where(p => p.name.StartsWith("trunk.", StringComparison.Ordinal)).ShouldAllBe(p => !p.parameter.requires_grad);
            var trunk = (nn.Module<Tensor, Tensor>)model.named_children().First(child => child.name == "trunk").module;
            Initialized.Answers(trunk, _files.Folder["vgg19/inputs.f32"], channels: 3).ShouldBeNear(Initialized.Floats(_files.Folder["vgg19/trunk.f32"]), 1e-5f);
        }
    }

    [FactWithPyTorch]
    public void PyTorch_built_from_the_publication_gives_the_same_logits_on_equal_weights()
    {
        foreach (var (name, side) in new[] { ("vgg_fer", 40), ("resnet18_fer", 40), ("resnet18_fer", 44), ("fertrain_small", 40), ("fertrain_small", 44), ("fertrain_tiny", 40) })
        {
            var folder = $"{name}_{side}";
            var (model, report) = Initialized.Create(name, _files.Folder[$"{folder}/weights.pt"]);
            using (model)
            {
                report.IsComplete.ShouldBeTrue();
                Initialized.Answers(model, _files.Folder[$"{folder}/inputs.f32"], channels: 1, side).ShouldBeNear(Initialized.Floats(_files.Folder[$"{folder}/logits.f32"]), 1e-5f);
            }
        }
    }

    [FactWithPyTorch]
    public void Torchvision_s_ResNet18_fills_all_but_the_first_and_the_last_layer()
    {
        var (model, report) = Initialized.Create("resnet18_fer", _files.Folder["resnet18/weights.pt"], "init.partial=true");
        using (model)
        {
            (report.Loaded.Count, report.Missing.Count, report.Unexpected.Count).ShouldBe((99, 0, 0));
            report.Misshaped.Select(line => line.Split(' ')[0]).ShouldBe(["conv1.weight", "fc.weight", "fc.bias"]);
        }
    }

    [FactWithPyTorch]
    public void PyTorch_rebuilt_from_best_pt_alone_gives_the_same_logits()
    {
        var pixels = SyntheticFaces.Generate(70, seed: 5).Pixels[..(10 * 48 * 48)];
        _files.Folder.Write("faces.u8", pixels);
        using var document = System.Text.Json.JsonDocument.Parse(
            $"[{string.Join(',', Python.Run("scripts/load_in_pytorch.py", _files.Checkpoint, _files.Folder["faces.u8"]).TrimEnd().Split('\n'))}]");
        var theirs = document.RootElement.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetSingle()).ToArray();

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Checkpoint.Read(_files.Checkpoint).CreateModel(CPU);
        model.eval();
        var ours = model.call(tensor(Array.ConvertAll(pixels, grey => (grey - 127.5f) / 127.5f)).view(10, 1, 48, 48)).data<float>().ToArray();

        ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        ours.Max(Math.Abs).ShouldBeGreaterThan(0.05f);
    }

    /// <summary>All floating-point values of a model that started from a file; without one, of the checkpoint.</summary>
    private float[] Weights(string? file = null, params string[] overrides)
    {
        using var scope = NewDisposeScope();
        using var model = file is null ? Checkpoint.Read(_files.Checkpoint).CreateModel(CPU) : Initialized.Create("mini_xception", _files.Folder[file], overrides).Model;
        return [.. model.state_dict().Values.Where(tensor => tensor.is_floating_point()).SelectMany(tensor => tensor.contiguous().data<float>().ToArray())];
    }

    public sealed class Files : IDisposable
    {
        public Files()
        {
            var run = SmallRun.Directory(Folder, "run");
            SmallRun.Train(SmallRun.Config("train.epochs=1", "data.synthetic_count=70"), run);
            Checkpoint = run.BestCheckpoint;
            if (PythonTorch.IsInstalled) Python.Run("tests/FerTrain.Tests/Training/Initialization/make_state_dicts.py", Checkpoint, Folder.Root);
        }

        internal TempFolder Folder { get; } = new();

        public string Checkpoint { get; }

        public void Dispose() => Folder.Dispose();
    }
}
