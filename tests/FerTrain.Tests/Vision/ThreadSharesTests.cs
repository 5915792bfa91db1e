using FerTrain.Vision;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision;

public sealed class ThreadSharesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    public void Detector_and_model_share_the_cores_for_a_time(int cores, int each)
    {
        var before = (Cv2.GetNumThreads(), get_num_threads());
        using (new ThreadShares(cores))
            (Cv2.GetNumThreads(), get_num_threads()).ShouldBe((each, each));
        (Cv2.GetNumThreads(), get_num_threads()).ShouldBe(before);
    }
}
