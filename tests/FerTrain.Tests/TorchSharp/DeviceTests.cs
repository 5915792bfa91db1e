using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1, "cpu")]
    [InlineData("CPU", DeviceType.CPU, -1, "cpu")]
    [InlineData("cuda", DeviceType.CUDA, -1, "cuda")]
    [InlineData("cuda:1", DeviceType.CUDA, 1, "cuda:1")]
    public void A_description_names_a_type_and_maybe_a_number(string description, DeviceType type, int index, string text)
    {
        var device = new Device(description);

        (device.type, device.index, device.ToString()).ShouldBe((type, index, text));
    }

    [Fact]
    public void An_unknown_type_is_refused() =>
        Should.Throw<ArgumentException>(() => new Device("GPU")).Message.ShouldBe("Requested value 'GPU' was not found.");

    [Fact]
    public void A_number_that_is_none_is_refused() => Should.Throw<FormatException>(() => new Device("cuda:x"));

    [Fact]
    public void Moving_to_where_a_tensor_is_makes_another_handle_to_it()
    {
        using var tensor = ones([2]);
        using var same = tensor.to(CPU);
        _ = same.zero_();

        tensor.Values().ShouldBe([0.0, 0]);
    }

    [Fact]
    public void GPUs_are_asked_about_safely_where_there_is_none()
    {
        cuda.is_available().ShouldBe(cuda.device_count() > 0);
        cuda_is_available().ShouldBe(cuda.is_available());
        cuda.manual_seed_all(1);
        cuda.synchronize();
    }

    [Fact]
    public void The_number_of_threads_can_be_set()
    {
        var before = get_num_threads();
        set_num_threads(1);
        get_num_threads().ShouldBe(1);
        set_num_threads(before);
    }

    [Fact]
    public void Libtorch_tells_its_version() => Version.TryParse(__version__.Split('+', 'a', 'r')[0], out _).ShouldBeTrue(__version__);
}
