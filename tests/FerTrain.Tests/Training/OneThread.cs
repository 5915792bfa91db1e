using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

/// <summary>
/// Small batches gain nothing from a second thread, and threads that wait for each other by spinning lose minutes
/// on a machine that is busy.
/// </summary>
internal static class OneThread
{
    public static void Use()
    {
        Environment.SetEnvironmentVariable("OMP_NUM_THREADS", "1"); // which the program leaves alone
        set_num_threads(1);
    }
}
