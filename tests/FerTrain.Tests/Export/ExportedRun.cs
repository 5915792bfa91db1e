using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Export.Onnx;
using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Export;

/// <summary>A run of seconds, and the files that its checkpoint was exported to.</summary>
public sealed class ExportedRun : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExportedRun()
    {
        var config = SmallRun.Config("data.synthetic_count=700", "train.epochs=4", "preprocess.scale=standardize");
        Data = DataPreparation.Prepare(config.Data);
        var run = SmallRun.Directory(_folder, "run");
        _ = SmallRun.Train(config, run);
        Checkpoint = Checkpoint.Read(run.BestCheckpoint);
        OnnxExport.Write(File("model.onnx"), Checkpoint, new OnnxOptions { FertrainVersion = "1" });
    }

    public PreparedData Data { get; }

    public Checkpoint Checkpoint { get; }

    public string Onnx => File("model.onnx");

    public string File(string name) => _folder[name];

    public float[] Probabilities(ITrainedModel model, TestTimeAugmentation tta = TestTimeAugmentation.None)
    {
        using var faces = new FaceTensors(Data.Faces, TorchSharp.torch.CPU);
        return model.Probabilities(faces, Data.Split.Test, tta, CancellationToken.None);
    }

    public void Dispose() => _folder.Dispose();
}
