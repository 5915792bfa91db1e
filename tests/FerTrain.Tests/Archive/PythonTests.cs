using FerTrain.Core.Archive;

namespace FerTrain.Tests.Archive;

public class PythonTests
{
    [FactWithPyTorch]
    public void PyTorch_loads_weights_only_what_was_written()
    {
        using var folder = new TempFolder();
        var value = new OrderedDictionary<object, object?>
        {
            ["model"] = new OrderedDictionary<object, object?>
            {
                ["weight"] = Archives.Tensor([2, 3], 0, 1, 2, 3, 4, 5),
                ["scalar"] = Archives.Tensor([], 2.5f),
                ["empty"] = Archives.Tensor([0, 3]),
            },
            ["names"] = new object?[] { "ärger", null, true, 1L << 40, -3L },
            [0L] = "zero",
        };
        foreach (var type in Enum.GetValues<ElementType>())
            value[type.ToString()] = new StoredTensor(type, [2, 1], new byte[2 * type.Size()]);
        File.WriteAllBytes(folder["w.pt"], Archives.Write(value));

        PythonTorch.Run(
            """
            v = torch.load(path, weights_only=True)
            assert torch.equal(v["model"]["weight"], torch.arange(6.0).reshape(2, 3)), v
            assert v["model"]["scalar"].shape == () and v["model"]["scalar"].item() == 2.5
            assert v["model"]["empty"].shape == (0, 3)
            assert v["names"] == ["ärger", None, True, 2**40, -3], v["names"]
            assert v[0] == "zero" and list(v)[:3] == ["model", "names", 0]
            print(*(str(t.dtype)[6:] for t in list(v.values())[3:]))
            """,
            folder["w.pt"]).ShouldBe("float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool");
    }

    // PyTorch 1.13 reads floats of a pickle, but its weights_only reader lacks that one instruction; 2.0 added it.
    [FactWithPyTorch]
    public void PyTorch_loads_floats_and_models_load_the_weights()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["s.pt"], Archives.Write(Archives.Sample()));
        PythonTorch.Run(
            """
            v = torch.load(path, weights_only=torch.__version__ >= "2")
            model = torch.nn.Linear(3, 2)
            print(v["lr"], model.load_state_dict(v["model"]), model(torch.ones(3)).tolist())
            """,
            folder["s.pt"]).ShouldBe("0.1 <All keys matched successfully> [2.0, 12.5]");
    }

    [FactWithPyTorch]
    public void What_PyTorch_saves_again_is_read_unchanged()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["s.pt"], Archives.Write(Archives.Sample()));
        PythonTorch.Run("torch.save(torch.load(path), path)", folder["s.pt"]);
        Archives.ShouldEqual(TorchArchive.Read(folder["s.pt"]), Archives.Sample());
    }
}
