using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models.Layers;

/// <summary>
/// Builds layers one after another, as Keras's Sequential: each fits the output of the one before, is named after its kind
/// and numbered, and has Keras's defaults.
/// </summary>
internal sealed class LayerStack(long channels, long side)
{
    private readonly List<(string Name, Module<Tensor, Tensor> Layer)> _layers = [];
    private readonly Dictionary<string, int> _counts = [];
    private bool _isFlat;

    public LayerStack(ModelInput input) : this(input.Channels, input.Size) { }

    /// <summary>Channels of the map, or all features once it is flat.</summary>
    public long Channels { get; private set; } = channels;

    public long Side { get; private set; } = side;

    public LayerStack Conv(long filters, long kernel) =>
        Append("conv", KerasLayers.Conv(Channels, filters, kernel), filters, Side - kernel + 1);

    public LayerStack SameConv(long filters, long kernel) =>
        Append("conv", KerasLayers.SameConv(Channels, filters, kernel), filters, Side);

    /// <summary>With <c>same</c> padding and stride 2.</summary>
    public LayerStack HalvingConv(long filters, long kernel) =>
        Append("pad", new SamePad2d(kernel, stride: 2), Channels, Side)
            .Append("conv", KerasLayers.Conv(Channels, filters, kernel, stride: 2), filters, (Side + 1) / 2);

    public LayerStack Dense(long units) => Append("dense", KerasLayers.Dense(Channels, units), units, Side);

    /// <summary>Initialises the last layer's kernel again, as <c>kernel_initializer="he_normal"</c>.</summary>
    public LayerStack HeNormal()
    {
        KerasLayers.HeNormal(_layers[^1].Layer.parameters().First());
        return this;
    }

    public LayerStack BatchNorm() =>
        Append("bn", _isFlat ? new DenseBatchNorm(Channels) : KerasLayers.BatchNorm(Channels), Channels, Side);

    public LayerStack Relu() => Append("relu", ReLU(inplace: true), Channels, Side);

    public LayerStack Elu() => Append("elu", new Elu(), Channels, Side);

    public LayerStack Dropout(double rate) => Append("drop", nn.Dropout(rate), Channels, Side);

    public LayerStack MaxPool() => Append("pool", MaxPool2d(2), Channels, Side / 2);

    public LayerStack AveragePool() => Append("pool", AvgPool2d(2), Channels, Side / 2);

    /// <summary>With <c>same</c> padding, which is not counted in the mean.</summary>
    public LayerStack SameAveragePool() =>
        Append("pool", AvgPool2d(2, ceil_mode: true, count_include_pad: false), Channels, (Side + 1) / 2);

    public LayerStack GlobalAveragePool() => Flat("pool", new GlobalAveragePool2d(), Channels);

    public LayerStack Flatten() => Flat("flatten", nn.Flatten(), Channels * Side * Side);

    public FusedSequential Build() => new(_layers);

    private LayerStack Flat(string kind, Module<Tensor, Tensor> layer, long features)
    {
        _isFlat = true;
        return Append(kind, layer, features, side: 1);
    }

    private LayerStack Append(string kind, Module<Tensor, Tensor> layer, long channels, long side)
    {
        var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        _layers.Add(($"{kind}{number}", layer));
        (Channels, Side) = (channels, side);
        return this;
    }
}
