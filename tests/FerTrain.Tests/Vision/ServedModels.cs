using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Vision;

/// <summary>Quickly trained models, each trained once.</summary>
public sealed class ServedModels : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, Checkpoint> _trained = [];

    public Checkpoint Trained(string[] overrides)
    {
        var name = string.Join(' ', overrides);
        if (_trained.TryGetValue(name, out var known)) return known;
        var run = SmallRun.Directory(_folder, "run");
        SmallRun.Train(SmallRun.Config(["data.synthetic_count=70", "train.epochs=1", "train.batch_size=32", .. overrides]), run);
        return _trained[name] = Checkpoint.Read(run.BestCheckpoint);
    }

    public void Dispose() => _folder.Dispose();
}
