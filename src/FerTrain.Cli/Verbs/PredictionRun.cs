using FerTrain.Cli.Rendering;
using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary>File after file; one that cannot be read does not keep the others from being.</summary>
internal sealed class PredictionRun(FacePredictor predictor, string folder, int every, PredictionLog log)
{
    /// <exception cref="OperationCanceledException">Cancelled between two images.</exception>
    public void Predict(IReadOnlyList<VisionFile> files, CancellationToken cancel)
    {
        var targets = new OutputNames(folder, files);
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                Predict(file, targets.For(file), cancel);
            }
            catch (UserError error)
            {
                log.Fail(file.Path, error.Message);
            }
        }
    }

    private void Predict(VisionFile file, string target, CancellationToken cancel)
    {
        if (!file.IsVideo)
        {
            log.Image(predictor.Image(file.Path, target));
            return;
        }

        log.StartVideo();
        foreach (var frame in predictor.Video(file.Path, target, every))
        {
            cancel.ThrowIfCancellationRequested();
            log.Frame(frame);
        }

        log.EndVideo(file.Path);
    }
}
