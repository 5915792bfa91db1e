using FerTrain.Core;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class GradientTests
{
    private static readonly long[] Labels = [2, 0, 1];

    private static readonly Dictionary<string, (Func<Tensor[], Tensor> Function, long[][] Shapes)> Operations = new()
    {
        ["conv2d"] = (x => F.conv2d(x[0], x[1], x[2], padding: [1, 1]), [[2, 3, 5, 4], [4, 3, 3, 3], [4]]),
        ["conv2d with stride"] = (x => F.conv2d(x[0], x[1], strides: [2, 2]), [[2, 2, 6, 5], [3, 2, 3, 3]]),
        ["conv2d with dilation"] = (x => F.conv2d(x[0], x[1], dilation: [2, 1]), [[1, 2, 6, 5], [2, 2, 3, 3]]),
        ["conv2d with groups"] = (x => F.conv2d(x[0], x[1], padding: [1, 1], groups: 2), [[2, 4, 3, 4], [6, 2, 3, 3]]),
        ["depthwise conv2d"] = (x => F.conv2d(x[0], x[1], padding: [1, 1], groups: 3), [[2, 3, 4, 4], [3, 1, 3, 3]]),
        ["1x1 conv2d with stride"] = (x => F.conv2d(x[0], x[1], x[2], strides: [2, 2]), [[3, 2, 5, 4], [4, 2, 1, 1], [4]]),
        ["1x1 conv2d with stride and groups"] = (x => F.conv2d(x[0], x[1], strides: [2, 1], groups: 2), [[3, 4, 4, 3], [4, 2, 1, 1]]),
        ["1x1 conv2d with stride and padding"] = (x => F.conv2d(x[0], x[1], strides: [2, 2], padding: [1, 1]), [[3, 2, 4, 3], [3, 2, 1, 1]]),
        ["batch_norm in training"] = (x => F.batch_norm(x[0], null, null, x[1], x[2], training: true), [[4, 3, 2, 3], [3], [3]]),
        ["batch_norm in evaluation"] = (x => F.batch_norm(x[0], zeros([3], float64), ones([3], float64), x[1], x[2], eps: 0.5), [[2, 3, 2, 2], [3], [3]]),
        ["linear"] = (x => F.linear(x[0], x[1], x[2]), [[3, 4], [2, 4], [2]]),
        ["relu"] = (x => F.relu(x[0]), [[3, 5]]),
        ["relu in place"] = (x => F.relu(x[0] * 2, inplace: true), [[3, 5]]),
        ["elu"] = (x => F.elu(x[0], 0.7), [[3, 5]]),
        ["elu in place"] = (x => F.elu(x[0] * 2, 0.7, inplace: true), [[3, 5]]),
        ["max_pool2d"] = (x => F.max_pool2d(x[0], 2), [[2, 2, 4, 6]]),
        ["max_pool2d with ceil_mode"] = (x => F.max_pool2d(x[0], 3, stride: 2, ceil_mode: true), [[2, 2, 6, 4]]),
        ["max_pool2d with padding"] = (x => F.max_pool2d(x[0], 3, stride: 2, padding: 1), [[2, 2, 5, 7]]),
        ["avg_pool2d"] = (x => F.avg_pool2d(x[0], 2), [[2, 2, 4, 6]]),
        ["avg_pool2d without padding in its means"] = (x => F.avg_pool2d(x[0], 3, stride: 2, padding: 1, count_include_pad: false), [[1, 2, 5, 6]]),
        ["adaptive_avg_pool2d"] = (x => F.adaptive_avg_pool2d(x[0], 2), [[2, 2, 5, 3]]),
        ["cross_entropy"] = (x => F.cross_entropy(x[0], tensor(Labels)), [[3, 4]]),
        ["cross_entropy summed"] = (x => F.cross_entropy(x[0], tensor(Labels), reduction: nn.Reduction.Sum), [[3, 4]]),
        ["cross_entropy with label smoothing"] = (x => F.cross_entropy(x[0], tensor(Labels), label_smoothing: 0.2), [[3, 4]]),
        ["cross_entropy with class weights"] = (x => F.cross_entropy(x[0], tensor(Labels), tensor(new[] { 0.5, 2, 1 }, [3])), [[3, 3]]),
        ["cross_entropy against probabilities"] = (x => F.cross_entropy(x[0], tensor(new[] { 0.2, 0.8, 0.5, 0.5 }, [2, 2])), [[2, 2]]),
        ["add"] = (x => x[0] + x[1] + 2, [[2, 3], [3]]),
        ["sub"] = (x => x[0] - x[1] - 2, [[2, 3], [3]]),
        ["mul"] = (x => x[0] * x[1] * 3, [[2, 3], [2, 1]]),
        ["div"] = (x => x[0] / (x[1].square() + 1) / 3, [[2, 3], [3]]),
        ["square"] = (x => x[0].square(), [[4]]),
        ["abs"] = (x => x[0].abs(), [[4]]),
        ["number minus tensor"] = (x => 2 - x[0] * x[0], [[4]]),
        ["exp"] = (x => x[0].exp(), [[4]]),
        ["pow"] = (x => (x[0].square() + 1).pow((Scalar)1.7), [[4]]),
        ["clamp_min"] = (x => x[0].clamp_min(0.1), [[3, 5]]),
        ["log_softmax"] = (x => F.log_softmax(x[0], 1), [[2, 3]]),
        ["sum"] = (x => x[0].sum(), [[2, 3]]),
        ["sum over dimensions"] = (x => x[0].sum([0, 2]), [[2, 3, 2]]),
        ["mean"] = (x => x[0].mean(), [[2, 3]]),
        ["mean over dimensions"] = (x => x[0].mean([1], keepdim: true), [[2, 3]]),
        ["max"] = (x => x[0].max(), [[2, 3]]),
        ["softmax"] = (x => x[0].softmax(1), [[2, 3]]),
        ["cat"] = (x => cat([x[0], x[1]], 1), [[2, 1], [2, 2]]),
        ["index_select"] = (x => x[0].index_select(0, tensor(new long[] { 2, 2, 0 })), [[3, 2]]),
        ["slices"] = (x => x[0][TensorIndex.Colon, TensorIndex.Slice(1, 4, 2), 1], [[2, 5, 2]]),
        ["permute and reshape"] = (x => x[0].permute(2, 0, 1).reshape(3, 4), [[2, 2, 3]]),
        ["flip"] = (x => x[0].flip(0, -1), [[2, 2, 3]]),
        ["grid_sample"] = (x => F.grid_sample(x[0], Places, align_corners: false), [[2, 2, 4, 5]]),
        ["grid_sample repeating the border"] = (x => F.grid_sample(x[0], Places, padding_mode: GridSamplePaddingMode.Border, align_corners: false), [[2, 2, 4, 5]]),
        ["interpolate"] = (x => F.interpolate(x[0], [3, 7], mode: InterpolationMode.Bilinear, align_corners: false), [[1, 2, 4, 5]]),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_equal_finite_differences(string name) =>
        FiniteDifferences.ShouldEqualGradients(Operations[name].Function, Operations[name].Shapes, new Seeds(7).Stream(name));

    [Fact]
    public void Gradients_add_up_over_backward_passes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0 }, [2], requires_grad: true);

        x.square().sum().backward();
        x.square().sum().backward();

        x.grad!.Values().ShouldBe([4.0, 8.0]);
    }

    // Some of them outside the picture.
    private static Tensor Places => Tensors.Random(new Seeds(8).Stream("places"), 2, 4, 5, 2);
}
