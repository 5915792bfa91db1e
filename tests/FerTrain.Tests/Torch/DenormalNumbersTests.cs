using FerTrain.Tests.Training;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class DenormalNumbersTests
{
    private const float Denormal = 1e-40f, Large = 1e20f;

    [Fact]
    public void They_are_zero_on_every_thread_of_libtorch()
    {
        var before = get_num_threads();
        set_num_threads(Environment.ProcessorCount);
        try
        {
            DenormalNumbers.Flush();

            Products().ShouldAllBe(product => product == 0);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void They_are_zero_on_a_thread_that_trains()
    {
        float[] products = [];
        var thread = new Thread(() =>
        {
            using var model = new UpdatedModel(SmallRun.Config());
            _ = model.Train(epoch: 1, updates: 1);
            products = Products();
        });
        thread.Start();
        thread.Join();

        products.ShouldAllBe(product => product == 0);
    }

    private static float[] Products()
    {
        using var scope = NewDisposeScope();
        return tensor(Enumerable.Repeat(Denormal, 1 << 18).ToArray()).Times(Large).data<float>().ToArray();
    }
}
