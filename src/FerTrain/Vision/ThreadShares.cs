using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Vision;

/// <summary>Divides the processor between the detector and the model, which work at the same time; as before when disposed of.</summary>
public sealed class ThreadShares : IDisposable
{
    private readonly int _opencv = Cv2.GetNumThreads();
    private readonly int _torch = get_num_threads();

    // Threads of libtorch that wait for each other spin: with two of them on two cores that the detector also wants,
    // a face took 200 times as long as with one.
    /// <param name="cores">The processor's.</param>
    public ThreadShares(int cores)
    {
        Cv2.SetNumThreads(Math.Max(1, cores / 2));
        set_num_threads(Math.Max(1, cores / 2));
    }

    public void Dispose()
    {
        set_num_threads(_torch);
        Cv2.SetNumThreads(_opencv);
    }
}
