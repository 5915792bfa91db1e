using System.Buffers.Binary;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public class RandomStateTests
{
    [Theory]
    [InlineData(624, 2)] // one word beyond the state
    [InlineData(624, 624)]
    [InlineData(0, 0)]
    [InlineData(625, 0)]
    [InlineData(1, 625)]
    public void A_state_from_which_libtorch_would_read_beyond_its_words_is_refused(int left, long next) => Restores(left, next).ShouldBeFalse();

    [Theory]
    [InlineData(624, 1)]
    [InlineData(1, 0)] // after a seed
    [InlineData(1, 624)]
    public void A_state_that_a_generator_can_have_is_restored(int left, long next) => Restores(left, next).ShouldBeTrue();

    private static bool Restores(int left, long next)
    {
        using var scope = NewDisposeScope();
        var before = get_rng_state();
        var state = before.clone();
        var bytes = state.bytes;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], left);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], next);
        try
        {
            return RandomState.TryRestore(state);
        }
        finally
        {
            set_rng_state(before);
        }
    }
}
