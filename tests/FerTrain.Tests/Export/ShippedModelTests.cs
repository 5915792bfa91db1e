using System.Security.Cryptography;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Export;
using FerTrain.Tests.Architecture;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export;

/// <summary>The models of pretrained/ in the repository, as many as there are.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ShippedModelTests
{
    private const long MostBytes = 8_000_000;

    private static readonly string Folder = Path.Combine(Repository.Root, "pretrained");

    private static IEnumerable<PretrainedModel> Models =>
        Directory.GetFiles(Folder, "*.onnx").Select(file => new PretrainedModel(Path.Combine(Folder, Path.GetFileNameWithoutExtension(file))));

    [Fact]
    public void The_folder_holds_a_readme_and_the_files_of_each_model() =>
        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldBe(
            Models.SelectMany(model => new[] { model.Onnx, $"{model.Onnx}.json", model.Weights, $"{model.Weights}.json", model.Card }).Select(Path.GetFileName).Append("README.md"), ignoreOrder: true);

    [Fact]
    public void They_are_small_together() => Models.Sum(model => new FileInfo(model.Onnx).Length + new FileInfo(model.Weights).Length).ShouldBeLessThan(MostBytes);

    [Fact]
    public void None_learnt_from_synthetic_faces_and_each_was_scored_on_all_of_PrivateTest()
    {
        foreach (var model in Models)
        {
            OnnxFile.Read(model.Onnx).Config.Data.Source.ShouldNotBe(DataSource.Synthetic);
            var score = model.Description.Score.ShouldNotBeNull();
            (score.Split, score.Samples).ShouldBe((SplitName.Test, 3589));
        }
    }

    [Fact]
    public void Each_card_has_the_hashes_of_its_files()
    {
        foreach (var model in Models)
            foreach (var file in (string[])[model.Onnx, model.Weights])
                File.ReadAllText(model.Card).ShouldContain($"| {Path.GetFileName(file)} | {FormattableString.Invariant($"{new FileInfo(file).Length:N0}")} | {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))} |");
    }

    [Fact]
    public void The_weights_of_each_answer_as_its_onnx_file_does()
    {
        Models.ShouldNotBeEmpty();
        foreach (var model in Models)
        {
            using var exported = OnnxFile.Read(model.Onnx).Load(CPU);
            using var weights = SafetensorsExport.Read(model.Weights).Load(CPU);
            var faces = SyntheticFaces.Generate(7, seed: 3).Pixels;
            exported.Probabilities(faces, 48, 48).ShouldBe(weights.Probabilities(faces, 48, 48), 2e-3); // an exported file folds BatchNorm before it rounds to float16
        }
    }
}
