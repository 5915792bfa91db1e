using FerTrain;
using FerTrain.Core.Config;
using FerTrain.Training;

var config = ConfigFile.Load("quickstart.yaml", args);
var options = new TrainingOptions { Name = "first", Progress = new EpochPrinter() };
var run = TrainingSession.Create(config, options).Run();
Console.WriteLine($"{run.Evaluation.Accuracy:P1} ± {run.Evaluation.StandardError:P1} of {run.Evaluation.Samples} test faces: {run.Directory.Report}");

internal sealed class EpochPrinter : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value)
    {
        if (value is TrainingEvent.EpochDone { Metrics: var epoch })
            Console.WriteLine($"epoch {epoch.Epoch}: validation accuracy {epoch.ValAccuracy:P1}");
    }
}
